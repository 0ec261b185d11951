package io.tofu.sample.spooler;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Threads that wait: one for each job that is with a worker, one for each browser. */
@Configuration(proxyBeanMethods = false)
class SpoolerThreads {

	private static final int MAX_READERS = 32;

	@Bean
	ThreadPoolTaskExecutor jobExecutor(SpoolerProperties properties) {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix("job-");
		executor.setCorePoolSize(properties.maxWorking());
		executor.setAllowCoreThreadTimeOut(true);
		executor.setQueueCapacity(properties.maxWorking());
		executor.setAcceptTasksAfterContextClose(true);
		return executor;
	}

	@Bean
	ThreadPoolTaskExecutor feedExecutor() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix("feed-");
		executor.setCorePoolSize(0);
		executor.setMaxPoolSize(MAX_READERS);
		executor.setQueueCapacity(0);
		return executor;
	}

}

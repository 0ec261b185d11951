package io.tofu.spring.boot.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads that run the application's code: listeners on some, on others what waits
 * for an answer, so that a listener that does so cannot wait for itself. None of them is
 * a default candidate, or the application would lose its own task executor.
 */
final class TaskExecutors {

	static final String LISTENER = "tofuListenerExecutor";

	static final String CALLBACK = "tofuCallbackExecutor";

	private static final String LISTENER_THREADS = "tofu-listener-";

	private static final String CALLBACK_THREADS = "tofu-callback-";

	private TaskExecutors() {
	}

	/** As many threads as there are tasks, kept for a while. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.PLATFORM)
	static class Platform {

		@Bean(name = LISTENER, defaultCandidate = false)
		@ConditionalOnMissingBean(name = LISTENER)
		BurstExecutor tofuListenerExecutor() {
			return executor(LISTENER_THREADS);
		}

		@Bean(name = CALLBACK, defaultCandidate = false)
		@ConditionalOnMissingBean(name = CALLBACK)
		BurstExecutor tofuCallbackExecutor() {
			return executor(CALLBACK_THREADS);
		}

		private static BurstExecutor executor(String threadNamePrefix) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory(threadNamePrefix);
			threads.setDaemon(true);
			return new BurstExecutor(threads);
		}

	}

	/** A virtual thread for each task. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class Virtual {

		@Bean(name = LISTENER, defaultCandidate = false)
		@ConditionalOnMissingBean(name = LISTENER)
		SimpleAsyncTaskExecutor tofuListenerExecutor() {
			return executor(LISTENER_THREADS);
		}

		@Bean(name = CALLBACK, defaultCandidate = false)
		@ConditionalOnMissingBean(name = CALLBACK)
		SimpleAsyncTaskExecutor tofuCallbackExecutor() {
			return executor(CALLBACK_THREADS);
		}

		private static SimpleAsyncTaskExecutor executor(String threadNamePrefix) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(threadNamePrefix);
			executor.setVirtualThreads(true);
			executor.setCancelRemainingTasksOnClose(true);
			return executor;
		}

	}

}

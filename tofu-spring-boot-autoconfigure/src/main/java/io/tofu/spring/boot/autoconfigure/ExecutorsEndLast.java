package io.tofu.spring.boot.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/**
 * Keeps the user's own executors for listeners and callbacks working until the
 * connections are closed: what is served while the application stops needs them, also if
 * they were made to end early.
 */
final class ExecutorsEndLast implements BeanPostProcessor {

	private final ObjectProvider<TofuProperties> properties;

	ExecutorsEndLast(ObjectProvider<TofuProperties> properties) {
		this.properties = properties;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		boolean ours = beanName.equals(TaskExecutors.LISTENER) || beanName.equals(TaskExecutors.CALLBACK);
		if (ours && bean instanceof ExecutorConfigurationSupport executor) {
			executor.setAcceptTasksAfterContextClose(true);
			int connections = this.properties.getObject().getEngine().getPhase();
			if (executor.getPhase() >= connections) {
				executor.setPhase(Math.max(connections, Integer.MIN_VALUE + 1) - 1);
			}
		}
		return bean;
	}

}

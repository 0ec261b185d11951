package io.tofu.spring.service;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.util.Assert;

/** Makes one interface a bean, at start-up, so that mistakes show then. */
final class TofuServiceFactoryBean implements FactoryBean<Object>, BeanFactoryAware, InitializingBean {

	private final Class<?> type;

	private @Nullable BeanFactory beanFactory;

	private @Nullable Object service;

	TofuServiceFactoryBean(Class<?> type) {
		this.type = type;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterPropertiesSet() {
		Assert.state(this.beanFactory != null, "No bean factory");
		this.service = this.beanFactory.getBean(TofuServiceProxyFactory.class).createClient(this.type);
	}

	@Override
	public @Nullable Object getObject() {
		return this.service;
	}

	@Override
	public Class<?> getObjectType() {
		return this.type;
	}

}

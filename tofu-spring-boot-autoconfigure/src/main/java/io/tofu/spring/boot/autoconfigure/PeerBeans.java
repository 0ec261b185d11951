package io.tofu.spring.boot.autoconfigure;

import java.util.Map;
import java.util.Set;

import io.tofu.spring.TofuPeer;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Makes every peer of the properties a bean of its own, for injection by its name as the
 * qualifier.
 */
final class PeerBeans implements ImportBeanDefinitionRegistrar {

	private static final String SUFFIX = "TofuPeer";

	private final Environment environment;

	PeerBeans(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClass, BeanDefinitionRegistry registry) {
		for (String name : names()) {
			if (!registry.containsBeanDefinition(name + SUFFIX)) {
				registry.registerBeanDefinition(name + SUFFIX, definition(name));
			}
		}
	}

	/**
	 * Lazy, because a bean of type TofuPeers may be the user's own and not know the name.
	 */
	private static RootBeanDefinition definition(String name) {
		RootBeanDefinition peer = new RootBeanDefinition(TofuPeer.class);
		peer.setFactoryBeanName("tofuPeers");
		peer.setFactoryMethodName("get");
		peer.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		peer.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		peer.setLazyInit(true);
		return peer;
	}

	private Set<String> names() {
		return Binder.get(this.environment)
			.bind("tofu.peer", Bindable.mapOf(String.class, Object.class))
			.map(Map::keySet)
			.orElse(Set.of());
	}

}

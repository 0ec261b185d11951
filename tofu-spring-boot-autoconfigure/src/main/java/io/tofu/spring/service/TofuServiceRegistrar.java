package io.tofu.spring.service;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.util.ClassUtils;

/** Registers what {@link ImportTofuServices} asks for. */
final class TofuServiceRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	private final ResourceLoader resourceLoader;

	TofuServiceRegistrar(Environment environment, ResourceLoader resourceLoader) {
		this.environment = environment;
		this.resourceLoader = resourceLoader;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		MergedAnnotation<ImportTofuServices> annotation = importing.getAnnotations().get(ImportTofuServices.class);
		Set<Class<?>> types = new LinkedHashSet<>(Arrays.asList(annotation.getClassArray("types")));
		Set<String> packages = new LinkedHashSet<>(Arrays.asList(annotation.getStringArray("basePackages")));
		for (Class<?> type : annotation.getClassArray("basePackageClasses")) {
			packages.add(type.getPackageName());
		}
		if (types.isEmpty() && packages.isEmpty()) {
			packages.add(ClassUtils.getPackageName(importing.getClassName()));
		}
		packages.forEach((name) -> find(name, types));
		types.forEach((type) -> register(type, registry));
	}

	private void find(String packageName, Set<Class<?>> found) {
		Interfaces interfaces = new Interfaces(this.environment);
		interfaces.setResourceLoader(this.resourceLoader);
		interfaces.findCandidateComponents(packageName)
			.forEach(
					(definition) -> found.add(ClassUtils.resolveClassName(String.valueOf(definition.getBeanClassName()),
							this.resourceLoader.getClassLoader())));
	}

	private static void register(Class<?> type, BeanDefinitionRegistry registry) {
		String name = type.getName();
		if (!registry.containsBeanDefinition(name)) {
			RootBeanDefinition definition = new RootBeanDefinition(TofuServiceFactoryBean.class);
			definition.getConstructorArgumentValues().addGenericArgumentValue(type);
			definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, type);
			registry.registerBeanDefinition(name, definition);
		}
	}

	/** Finds interfaces that have the annotation, or methods with it. */
	private static final class Interfaces extends ClassPathScanningCandidateComponentProvider {

		Interfaces(Environment environment) {
			super(false, environment);
			addIncludeFilter((reader, factory) -> isService(reader));
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			return true;
		}

		private static boolean isService(MetadataReader reader) {
			AnnotationMetadata metadata = reader.getAnnotationMetadata();
			String annotation = TofuExchange.class.getName();
			return metadata.isInterface() && !metadata.isAnnotation()
					&& (metadata.isAnnotated(annotation) || metadata.hasAnnotatedMethods(annotation));
		}

	}

}

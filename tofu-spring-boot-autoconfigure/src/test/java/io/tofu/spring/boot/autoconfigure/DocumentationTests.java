package io.tofu.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.tofu.spring.documentation.Documentation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What README.md and docs say about properties is true.
 */
class DocumentationTests {

	static Stream<Arguments> yamlBlocks() {
		return Documentation.files()
			.stream()
			.flatMap((file) -> Documentation.blocks(file, "yaml")
				.stream()
				.map((yaml) -> Arguments.of(file.getFileName().toString(), yaml)));
	}

	@ParameterizedTest
	@MethodSource("yamlBlocks")
	void everyYamlBlockBinds(String file, String yaml) throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load(file,
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		Binder binder = new Binder(ConfigurationPropertySources.from(sources), null,
				ApplicationConversionService.getSharedInstance(), null);
		TofuProperties bound = binder.bindOrCreate("tofu", Bindable.of(TofuProperties.class),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
		assertThat(bound).isNotNull();
	}

}

package io.tofu.sample.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files of the page need nothing but each other, and browsers are told so.
 */
class PageFilesTests {

	private static final Path FILES = Path.of("src", "main", "resources", "static");

	private static final Pattern REFERENCE = Pattern.compile("(?:src=|href=|from )\"([^\"]+)\"");

	private static final Pattern TEXT_THAT_BECOMES_MARKUP_OR_CODE = Pattern
		.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|\\beval\\b|new Function");

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WebMvcAutoConfiguration.class, DispatcherServletAutoConfiguration.class))
		.withUserConfiguration(Web.class);

	static List<Path> files() throws IOException {
		try (Stream<Path> files = Files.walk(FILES)) {
			return files.filter((file) -> file.toString().matches(".*\\.(html|js)")).toList();
		}
	}

	@ParameterizedTest
	@MethodSource("files")
	void refersOnlyToWhatIsThere(Path file) throws IOException {
		List<String> references = REFERENCE.matcher(Files.readString(file))
			.results()
			.map((reference) -> reference.group(1))
			.toList();
		assertThat(references).allSatisfy((reference) -> assertThat(file.resolveSibling(reference)).exists());
	}

	@ParameterizedTest
	@MethodSource("files")
	void makesNoMarkupOutOfText(Path file) throws IOException {
		assertThat(Files.readString(file)).doesNotContainPattern(TEXT_THAT_BECOMES_MARKUP_OR_CODE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/index.html", "/style.css", "/icon.svg", "/js/app.js" })
	void servesItselfWithItsPolicy(String path) {
		this.runner.run((context) -> {
			MvcTestResult result = MockMvcTester.from(context).get().uri(path).exchange();
			assertThat(result).hasStatusOk();
			assertThat(result.getResponse().getHeader("Content-Security-Policy")).contains("default-src 'none'")
				.doesNotContain("unsafe")
				.doesNotContain("*");
			assertThat(result.getResponse().getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
			assertThat(result.getResponse().getHeader("Cache-Control")).isEqualTo("no-cache");
		});
	}

	@Test
	void isNotServedByAWorker() {
		this.runner.withPropertyValues("spring.profiles.active=worker")
			.run((context) -> assertThat(context).doesNotHaveBean(Web.class));
	}

}

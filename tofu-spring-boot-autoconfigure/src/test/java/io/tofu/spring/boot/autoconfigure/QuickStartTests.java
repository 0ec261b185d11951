package io.tofu.spring.boot.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.tofu.spring.documentation.Documentation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The quick start of README.md works when pasted: its class is compiled and run, with its
 * application.yml, in a process of its own that has what the starter brings and no more;
 * only on another port.
 */
class QuickStartTests {

	private static final Path README = Documentation.readme();

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	/** What of this module's own class path an application with the starter has not. */
	private static final List<String> NOT_IN_THE_STARTER = List.of("spring-boot-health", "spring-boot-validation",
			"hibernate-validator", "reactor-core", "spring-boot-test", "test-classes");

	@TempDir
	Path directory;

	@BeforeEach
	void paste() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), Documentation.blocks(README, "yaml").get(0));
		compile(Documentation.blocks(README, "java").get(0));
	}

	@Test
	void printsTheGreetingAndGoesOnListening() throws Exception {
		Path output = this.directory.resolve("output.txt");
		Process process = start(output);
		try {
			Awaitility.await()
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(output).content().contains("Hello, tofu!"));
			assertThat(process.isAlive()).isTrue();
		}
		finally {
			process.destroy();
			assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
	}

	private Process start(Path output) throws IOException {
		String classPath = Stream
			.concat(Stream.of(this.directory.toString()),
					Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)))
			.filter((entry) -> NOT_IN_THE_STARTER.stream().noneMatch(entry::contains))
			.collect(Collectors.joining(File.pathSeparator));
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
				"com.example.DemoApplication", "--tofu.server.address=tcp://127.0.0.1:0",
				"--tofu.peer.greeter.address=${local.tofu.address}")
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
	}

	private void compile(String source) throws IOException {
		Path file = this.directory.resolve("DemoApplication.java");
		Files.writeString(file, source);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
			List<String> options = List.of("-d", this.directory.toString(), "-parameters", "-proc:none");
			compiler.getTask(null, files, diagnostics, options, null, files.getJavaFileObjects(file)).call();
		}
		Stream<String> errors = diagnostics.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
			.map(Object::toString);
		assertThat(errors.collect(Collectors.joining("\n"))).isEmpty();
	}

}

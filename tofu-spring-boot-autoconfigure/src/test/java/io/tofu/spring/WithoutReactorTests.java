package io.tofu.spring;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Reactor and Reactive Streams may be absent: nothing that is used then needs them. */
class WithoutReactorTests {

	/** Those that only somebody uses who has Reactor. */
	private static final List<String> REACTIVE = List.of("ReactiveTofuClient", "TofuReactiveAutoConfiguration",
			"Reactor", "ReactiveStreams");

	@Test
	void everyOtherClassLoads() throws Exception {
		try (URLClassLoader loader = withoutReactor()) {
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> loader.loadClass("org.reactivestreams.Publisher"));
			URL classes = OutgoingStream.class.getProtectionDomain().getCodeSource().getLocation();
			for (JavaClass type : new ClassFileImporter().importUrl(classes)) {
				if (!isReactive(type.getName())) {
					Class<?> loaded = Class.forName(type.getName(), true, loader);
					assertThat(loaded.getDeclaredMethods()).isNotNull();
					assertThat(loaded.getDeclaredFields()).isNotNull();
				}
			}
		}
	}

	@Test
	void sourcesAreKnown() throws Exception {
		try (URLClassLoader loader = withoutReactor()) {
			Method isSource = loader.loadClass(OutgoingStream.class.getName()).getMethod("isSource", Object.class);
			Flow.Publisher<String> publisher = (subscriber) -> {
			};
			assertThat(isSource.invoke(null, publisher)).isEqualTo(true);
			assertThat(isSource.invoke(null, Stream.of())).isEqualTo(true);
			assertThat(isSource.invoke(null, new ByteArrayInputStream(new byte[0]))).isEqualTo(true);
			assertThat(isSource.invoke(null, List.of())).isEqualTo(false);
			assertThat(isSource.invoke(null, "text")).isEqualTo(false);
		}
	}

	private static boolean isReactive(String className) {
		return Arrays.stream(className.split("[.$]")).anyMatch(REACTIVE::contains);
	}

	private static URLClassLoader withoutReactor() {
		URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.contains("reactor-core") && !entry.contains("reactive-streams"))
			.map(WithoutReactorTests::url)
			.toArray(URL[]::new);
		return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}

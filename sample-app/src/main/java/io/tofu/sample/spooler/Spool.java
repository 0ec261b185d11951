package io.tofu.sample.spooler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** The directory of the spooler, gone when the spooler is. */
@Component
final class Spool implements DisposableBean {

	private final Path directory;

	private final SpoolSpace documentSpace;

	private final Set<SpooledDocument> documents = ConcurrentHashMap.newKeySet();

	private final AtomicLong names = new AtomicLong();

	Spool(SpoolerProperties properties) throws IOException {
		Path parent = properties.directory();
		this.directory = (parent != null) ? Files.createTempDirectory(Files.createDirectories(parent), "spool")
				: Files.createTempDirectory("tofu-spool");
		this.documentSpace = new SpoolSpace(properties.maxSpoolSize().toBytes());
	}

	/** A document that has no byte yet; who creates it closes it. */
	SpooledDocument create() throws IOException {
		Path file = this.directory.resolve("document-" + this.names.incrementAndGet());
		SpooledDocument document = new SpooledDocument(file, this.documentSpace);
		this.documents.removeIf(SpooledDocument::isGivenUp);
		this.documents.add(document);
		return document;
	}

	/** A directory for something else. */
	Path subdirectory(String name) throws IOException {
		return Files.createDirectories(this.directory.resolve(name));
	}

	SpoolSpace documentSpace() {
		return this.documentSpace;
	}

	@Override
	public void destroy() throws IOException {
		this.documents.forEach(SpooledDocument::close);
		FileSystemUtils.deleteRecursively(this.directory);
	}

}

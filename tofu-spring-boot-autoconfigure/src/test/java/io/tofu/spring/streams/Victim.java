package io.tofu.spring.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tofu.spring.listener.TofuListener;

/** Listeners that take and send streams, and keep in mind how those failed. */
final class Victim {

	final CountDownLatch release = new CountDownLatch(1);

	/** What readers of streams met in the place of an end. */
	final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

	@TofuListener("echo")
	String echo(String text) {
		return text;
	}

	/** Reads nothing until it may. */
	@TofuListener("hold")
	String hold(InputStream content) throws IOException, InterruptedException {
		awaitRelease();
		return read(content);
	}

	/** Takes no element until it may. */
	@TofuListener("hold.elements")
	String holdElements(Stream<byte[]> elements) throws InterruptedException {
		awaitRelease();
		return elements(elements);
	}

	private void awaitRelease() throws InterruptedException {
		if (!this.release.await(Running.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException("not released");
		}
	}

	@TofuListener("read")
	String read(InputStream content) throws IOException {
		try {
			return String.valueOf(content.transferTo(OutputStream.nullOutputStream()));
		}
		catch (IOException ex) {
			this.failures.add(ex);
			throw ex;
		}
	}

	@TofuListener("elements")
	String elements(Stream<byte[]> elements) {
		try {
			return String.valueOf(elements.count());
		}
		catch (RuntimeException ex) {
			this.failures.add(ex);
			throw ex;
		}
	}

	@TofuListener("whole")
	String whole(byte[] content) {
		return String.valueOf(content.length);
	}

	@TofuListener("few")
	Stream<byte[]> few() {
		return Stream.generate(() -> new byte[36]).limit(3);
	}

	/** Elements without end. */
	@TofuListener("endless")
	Stream<byte[]> endless() {
		return Stream.generate(() -> new byte[36]);
	}

}

package io.tofu.sample.spooler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A document that grows while it is read.
 */
class SpooledDocumentTests {

	private static final long SEED = Long.getLong("tofu.seed", System.nanoTime());

	@TempDir
	Path directory;

	private final SpoolSpace space = new SpoolSpace(10_000);

	private Path file;

	private SpooledDocument document;

	@BeforeEach
	void create() throws IOException {
		this.file = this.directory.resolve("document");
		this.document = new SpooledDocument(this.file, this.space);
	}

	@AfterEach
	void close() {
		this.document.close();
	}

	@Test
	void readersFollowTheWriterToTheEnd() throws Exception {
		Random random = new Random(SEED);
		byte[] bytes = new byte[9_000];
		random.nextBytes(bytes);
		CompletableFuture<byte[]> first = readInBackground();
		CompletableFuture<byte[]> second = readInBackground();
		for (int position = 0; position < bytes.length;) {
			int length = Math.min(1 + random.nextInt(500), bytes.length - position);
			byte[] piece = Arrays.copyOfRange(bytes, position, position + length);
			this.document.append(piece, length);
			position += length;
		}
		this.document.complete();
		assertThat(first.get(10, TimeUnit.SECONDS)).as("seed %s", SEED).isEqualTo(bytes);
		assertThat(second.get(10, TimeUnit.SECONDS)).as("seed %s", SEED).isEqualTo(bytes);
		assertThat(readInBackground().get(10, TimeUnit.SECONDS)).as("read again").isEqualTo(bytes);
	}

	@Test
	void nobodyReadsToTheEndOfWhatIsGivenUp() throws Exception {
		this.document.append(new byte[100], 100);
		CompletableFuture<byte[]> read = readInBackground();
		this.document.giveUp("The upload has ended");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> read.get(10, TimeUnit.SECONDS))
			.havingRootCause()
			.isInstanceOf(IOException.class)
			.withMessage("The upload has ended");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.document.append(new byte[1], 1));
	}

	@Test
	void leavesNothingBehind() throws Exception {
		this.document.append(new byte[100], 100);
		assertThat(this.space.used()).isEqualTo(100);
		this.document.close();
		this.document.close();
		assertThat(this.file).doesNotExist();
		assertThat(this.space.used()).isZero();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.document.append(new byte[1], 1));
		assertThat(this.space.used()).isZero();
	}

	@Test
	void takesNoMoreThanThereIsRoomFor() throws Exception {
		this.document.append(new byte[9_999], 9_999);
		assertThatExceptionOfType(SpoolFullException.class).isThrownBy(() -> this.document.append(new byte[2], 2));
		this.document.append(new byte[1], 1);
		assertThat(this.space.used()).isEqualTo(10_000);
	}

	@Test
	void aReaderThatWaitsLearnsThatItsStreamIsClosed() throws Exception {
		InputStream input = this.document.open((count) -> {
		});
		CompletableFuture<Integer> read = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try {
				read.complete(input.read());
			}
			catch (IOException ex) {
				read.completeExceptionally(ex);
			}
		});
		reader.start();
		await().until(() -> reader.getState() == Thread.State.WAITING);
		input.close();
		assertThat(read).failsWithin(Duration.ofSeconds(10)).withThrowableThat().withCauseInstanceOf(IOException.class);
		this.document.append(new byte[1], 1);
	}

	@Test
	void aReaderThatIsInterruptedDoesNoHarmToOthers() throws Exception {
		this.document.append(new byte[10], 10);
		CompletableFuture<byte[]> other = readInBackground();
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try (InputStream input = this.document.open((count) -> {
			})) {
				input.readAllBytes();
				failure.complete(null);
			}
			catch (IOException ex) {
				failure.complete(ex);
			}
		});
		reader.start();
		await().until(() -> reader.getState() == Thread.State.WAITING);
		reader.interrupt();
		assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
		this.document.append(new byte[5], 5);
		this.document.complete();
		assertThat(other.get(10, TimeUnit.SECONDS)).hasSize(15);
	}

	private CompletableFuture<byte[]> readInBackground() {
		return CompletableFuture.supplyAsync(() -> {
			ByteArrayOutputStream read = new ByteArrayOutputStream();
			try (InputStream input = this.document.open((count) -> {
			})) {
				input.transferTo(read);
				return read.toByteArray();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}, (task) -> new Thread(task).start());
	}

}

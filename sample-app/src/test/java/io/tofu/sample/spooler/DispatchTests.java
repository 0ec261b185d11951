package io.tofu.sample.spooler;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tofu.Message;
import io.tofu.sample.ticket.JobTicket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A spooler with workers that do what the test wants.
 */
@SpringBootTest(webEnvironment = WebEnvironment.MOCK, properties = "tofu.server.address=tcp://127.0.0.1:0")
@ActiveProfiles("spooler")
@DirtiesContext
class DispatchTests {

	private static final String TEXT = "text/plain";

	private static final Duration LONG = Duration.ofSeconds(20);

	@Value("${local.tofu.port}")
	int port;

	@Autowired
	PrintQueue queue;

	@Autowired
	Uploads uploads;

	@Autowired
	Spool spool;

	@AfterEach
	void nothingStaysOnTheDisk() {
		await().atMost(LONG).untilAsserted(() -> assertThat(this.spool.documentSpace().used()).isZero());
		await().atMost(LONG)
			.until(() -> this.queue.status(0, new Throughput(), this.spool.documentSpace()),
					(status) -> status.workers().isEmpty() && status.stats().working() == 0);
	}

	@Test
	@SuppressWarnings("try")
	void aWorkerGetsTheJobWithItsTicketWhileItIsStillUploaded() throws Exception {
		try (WorkerStub worker = new WorkerStub(this.port, "stub", TEXT);
				PipedOutputStream sender = new PipedOutputStream();
				PipedInputStream upload = new PipedInputStream(sender)) {
			CompletableFuture<JobView> uploaded = upload("ticketed.txt", upload);
			sender.write("first".getBytes(StandardCharsets.US_ASCII));
			sender.flush();
			long id;
			try (Message request = worker.request()) {
				assertThat(request.headers().first("route")).isEqualTo("rip");
				assertThat(request.headers().first("JobTicket")).isEqualTo(JobTicket.DEFAULT.toString());
				assertThat(request.headers().first("content-type")).isEqualTo(TEXT);
				assertThat(request.headers().first("Job-Id")).isEqualTo(newest().id());
				assertThat(request.hasMore()).isTrue();
				id = request.messageId();
			}
			assertThat(uploaded).isNotDone();
			sender.write(new byte[100_000]);
			sender.close();
			worker.progress(id, "[1:2]");
			await().atMost(LONG).until(() -> newest().pages(), (pages) -> pages != null && pages == 2);
			worker.page(id);
			await().atMost(LONG).until(() -> newest().page() == 1);
			worker.page(id);
			worker.done(id);
			assertThat(uploaded.get(20, TimeUnit.SECONDS).size()).isEqualTo(100_005);
			assertThat(awaitEnd()).extracting(JobView::state, JobView::page, JobView::attempt)
				.containsExactly(Job.State.DONE, 2, 1);
		}
	}

	@Test
	void whatWasReadOnceAsANumberIsOne() {
		try (WorkerStub worker = new WorkerStub(this.port, "hexadecimal", TEXT, "0x2")) {
			await().atMost(LONG).untilAsserted(() -> assertThat(workers()).singleElement().satisfies((view) -> {
				assertThat(view.name()).isEqualTo("hexadecimal");
				assertThat(view.jobsAtOnce()).isEqualTo(2);
			}));
			assertThat(worker).isNotNull();
		}
	}

	@Test
	void aJobWhoseWorkerDiesGoesToAnother() throws Exception {
		try (WorkerStub first = new WorkerStub(this.port, "first", TEXT)) {
			submit();
			long id = first.job();
			first.page(id);
			await().atMost(LONG).until(() -> newest().page() == 1);
		}
		await().atMost(LONG).until(() -> newest().state() == Job.State.QUEUED);
		assertThat(newest().waiting()).isEqualTo("No worker that takes text/plain is connected");
		try (WorkerStub second = new WorkerStub(this.port, "second", TEXT)) {
			long id = second.job();
			second.page(id);
			second.done(id);
			JobView job = awaitEnd();
			assertThat(job).extracting(JobView::state, JobView::attempt, JobView::worker)
				.containsExactly(Job.State.DONE, 2, "second");
			assertThat(job.notes()).containsExactly("Worker first was lost, with page 1 ready");
		}
	}

	@Test
	void aJobFailsWhenItHasCostTooManyWorkers() throws Exception {
		submit();
		for (int i = 0; i < 3; i++) {
			try (WorkerStub worker = new WorkerStub(this.port, "short-lived", TEXT)) {
				worker.job();
			}
		}
		JobView job = awaitEnd();
		assertThat(job.error()).isNotNull().extracting(JobError::type).isEqualTo("worker_lost");
		assertThat(job.notes()).hasSize(3);
	}

	@Test
	void aWorkerThatLeavesWithoutHavingBegunCostsNothing() throws Exception {
		try (WorkerStub leaving = new WorkerStub(this.port, "leaving", TEXT)) {
			submit();
			leaving.job();
			leaving.leave();
			await().atMost(LONG).until(() -> newest().state() == Job.State.QUEUED);
			assertThat(newest().attempt()).isZero();
		}
		this.queue.cancel(newest().id());
	}

	@Test
	void aRefusalIsTheEndOfTheJob() throws Exception {
		try (WorkerStub worker = new WorkerStub(this.port, "choosy", TEXT)) {
			submit();
			worker.refuse(worker.job(), "too_boring");
			assertThat(awaitEnd().error()).isEqualTo(new JobError("too_boring", "The stub does not want to"));
		}
	}

	@Test
	void anUploadThatFailsUnexpectedlyIsTheEndOfTheJob() {
		InputStream content = new InputStream() {

			@Override
			public int read() {
				throw new IllegalStateException("Nobody has foreseen this");
			}

			@Override
			public int read(byte[] bytes, int offset, int length) {
				return read();
			}

		};
		assertThat(upload("broken.txt", content)).failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(IllegalStateException.class);
		assertThat(newest().error()).isEqualTo(new JobError("internal", null));
		assertThat(this.spool.documentSpace().used()).isZero();
	}

	@Test
	void anUploadThatBreaksIsTheEndOfTheJob() throws Exception {
		try (WorkerStub worker = new WorkerStub(this.port, "patient", TEXT)) {
			CompletableFuture<JobView> uploaded = upload("broken.txt", new InputStream() {

				private boolean first = true;

				@Override
				public int read() throws IOException {
					if (!this.first) {
						throw new IOException("The sender has gone");
					}
					this.first = false;
					return 'x';
				}

				@Override
				public int read(byte[] bytes, int offset, int length) throws IOException {
					bytes[offset] = (byte) read();
					return 1;
				}

			});
			assertThat(uploaded).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(Refusal.class);
			assertThat(awaitEnd().error()).extracting(JobError::type).isEqualTo("upload_broken");
			assertThat(worker).isNotNull();
		}
	}

	@Test
	void cancellingFreesTheWorkerForTheNextJob() throws Exception {
		try (WorkerStub worker = new WorkerStub(this.port, "busy", TEXT)) {
			submit();
			long id = worker.job();
			worker.page(id);
			await().atMost(LONG).until(() -> newest().page() == 1);
			String cancelled = newest().id();
			assertThat(this.queue.cancel(cancelled).state()).isEqualTo(Job.State.CANCELLED);
			submit();
			long next = worker.job();
			assertThat(next).isNotEqualTo(id);
			worker.page(id);
			worker.done(id);
			worker.page(next);
			worker.done(next);
			assertThat(awaitEnd()).extracting(JobView::state, JobView::page).containsExactly(Job.State.DONE, 1);
			assertThat(this.queue.find(cancelled)).extracting(JobView::state, JobView::page)
				.containsExactly(Job.State.CANCELLED, 1);
		}
	}

	private void submit() throws IOException {
		this.uploads.receive("a.txt", TEXT, JobTicket.DEFAULT, -1, new ByteArrayInputStream(new byte[300_000]));
	}

	private CompletableFuture<JobView> upload(String name, InputStream content) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return this.uploads.receive(name, TEXT, JobTicket.DEFAULT, -1, content);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}, (task) -> new Thread(task).start());
	}

	private List<WorkerView> workers() {
		return this.queue.status(0, new Throughput(), this.spool.documentSpace()).workers();
	}

	private JobView newest() {
		return this.queue.status(0, new Throughput(), this.spool.documentSpace()).jobs().get(0);
	}

	private JobView awaitEnd() {
		return await().atMost(LONG).until(this::newest, (job) -> job.state().isEnd());
	}

}

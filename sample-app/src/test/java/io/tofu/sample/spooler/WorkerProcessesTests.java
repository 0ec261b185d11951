package io.tofu.sample.spooler;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tofu.sample.document.TestPdf;
import io.tofu.sample.ticket.JobTicket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A spooler, and workers in processes of their own, over a Unix socket: one is killed and
 * one is stopped while they work, and nothing is lost.
 */
@SpringBootTest(webEnvironment = WebEnvironment.MOCK)
@ActiveProfiles("spooler")
@DirtiesContext
class WorkerProcessesTests {

	private static final int JOBS = 12;

	private static final int PAGES = 12;

	private static final JobTicket TICKET = JobTicket.parse("resolution=150");

	private static final Duration LONG = Duration.ofSeconds(120);

	@TempDir
	static Path directory;

	@Autowired
	PrintQueue queue;

	@Autowired
	Uploads uploads;

	@Autowired
	PageImages images;

	@Autowired
	Spool spool;

	@DynamicPropertySource
	static void address(DynamicPropertyRegistry registry) {
		registry.add("tofu.server.address", WorkerProcessesTests::address);
	}

	private static String address() {
		return "unix:" + directory.resolve("spooler.sock");
	}

	@Test
	void everyJobEndsWhateverHappensToWorkers() throws Exception {
		List<ChildProcess> workers = new ArrayList<>();
		try {
			for (int i = 0; i < 3; i++) {
				workers
					.add(ChildProcess.sample(directory.resolve("worker-" + i), 128, "--spring.profiles.active=worker",
							"--worker.jobs-at-once=1", "--tofu.peer.spooler.address=" + address()));
			}
			await().atMost(LONG).until(() -> status().workers().size() == 3);
			for (int i = 0; i < JOBS; i++) {
				submit();
			}
			ChildProcess killed = awaitWork(workers);
			killed.kill();
			workers.remove(killed);
			ChildProcess stopped = awaitWork(workers);
			stopped.stop();
			stopped.awaitExit();
			assertThat(stopped.text()).contains("Stopping: no new requests", "Job ");
			await().atMost(LONG).until(this::status, (status) -> status.stats().done() == JOBS);
			everythingIsThere(name(killed), name(stopped));
		}
		finally {
			workers.forEach(ChildProcess::close);
		}
	}

	private void everythingIsThere(String killed, String stopped) {
		List<String> notes = new ArrayList<>();
		for (JobView job : status().jobs()) {
			assertThat(job.page()).as("%s", job).isEqualTo(PAGES);
			for (int page = 1; page <= PAGES; page++) {
				assertThat(this.images.find(job.id(), page)).as("page %s of %s", page, job).isNotNull();
			}
			notes.addAll(job.notes());
		}
		assertThat(notes).as("what was killed was lost")
			.anyMatch((note) -> note.startsWith("Worker " + killed + " was lost"));
		assertThat(notes).as("what was stopped has finished its job")
			.noneMatch((note) -> note.startsWith("Worker " + stopped + " was lost"));
		assertThat(this.spool.documentSpace().used()).isZero();
	}

	/** A worker in the middle of a job. */
	private ChildProcess awaitWork(List<ChildProcess> workers) {
		return await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> {
			for (JobView job : status().jobs()) {
				for (ChildProcess worker : workers) {
					if (job.state() == Job.State.WORKING && job.page() > 0 && job.page() < PAGES / 2
							&& name(worker).equals(job.worker())) {
						return worker;
					}
				}
			}
			return null;
		}, (worker) -> worker != null);
	}

	private static String name(ChildProcess worker) {
		return "worker-" + worker.pid();
	}

	private void submit() throws IOException {
		this.uploads.receive("a.pdf", "application/pdf", TICKET, -1, new ByteArrayInputStream(TestPdf.pages(PAGES)));
	}

	private Status status() {
		return this.queue.status(0, new Throughput(), this.spool.documentSpace());
	}

}

package io.tofu.sample.spooler;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tofu.sample.document.TestPdf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * From HTTP to images, through the spooler and the worker of one process.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "tofu.server.address=tcp://127.0.0.1:0", "spooler.max-document-size=1MB" })
@AutoConfigureRestTestClient
@ExtendWith(OutputCaptureExtension.class)
class PrintingTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@Autowired
	RestTestClient http;

	@Autowired
	PrintQueue queue;

	@Test
	void printsEachPageOfAPdf() {
		String id = upload(TestPdf.pages(5), MediaType.APPLICATION_PDF, "?name=five.pdf");
		JobView job = awaitEnd(id);
		assertThat(job.state()).isEqualTo(Job.State.DONE);
		assertThat(job).extracting(JobView::name, JobView::page, JobView::pages, JobView::attempt, JobView::uploaded)
			.containsExactly("five.pdf", 5, 5, 1, true);
		for (int page = 1; page <= 5; page++) {
			assertThat(image(id, page)).startsWith(0x89, 'P', 'N', 'G');
		}
		this.http.get().uri("/jobs/{id}/pages/6", id).exchange().expectStatus().isNotFound();
	}

	@Test
	void takesAForm() {
		MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
		form.add("comment", "the document comes behind this");
		form.add("document", new ByteArrayResource("Hello\f".repeat(3).getBytes(StandardCharsets.UTF_8)) {
			@Override
			public String getFilename() {
				return "hello.txt";
			}
		});
		String id = this.http.post()
			.uri("/jobs?pages=2-&colour=false")
			.contentType(MediaType.MULTIPART_FORM_DATA)
			.body(form)
			.exchange()
			.expectStatus()
			.isCreated()
			.expectBody(Created.class)
			.returnResult()
			.getResponseBody()
			.id();
		assertThat(awaitEnd(id)).extracting(JobView::name, JobView::type, JobView::state, JobView::page)
			.containsExactly("hello.txt", "text/plain", Job.State.DONE, 2);
	}

	@Test
	void printsTheSample() {
		String id = this.http.post()
			.uri("/jobs/sample?resolution=36")
			.exchange()
			.expectStatus()
			.isCreated()
			.expectBody(Created.class)
			.returnResult()
			.getResponseBody()
			.id();
		assertThat(awaitEnd(id)).extracting(JobView::state, JobView::page).containsExactly(Job.State.DONE, 12);
		this.http.get().uri("/sample.pdf").exchange().expectStatus().isOk();
	}

	@Test
	void tellsWhyADocumentCannotBePrinted() {
		assertThat(awaitEnd(upload(TestPdf.encrypted(), MediaType.APPLICATION_PDF, "")).error())
			.extracting(JobError::type)
			.isEqualTo("encrypted");
		assertThat(awaitEnd(upload(new byte[1000], MediaType.IMAGE_PNG, "")).error()).extracting(JobError::type)
			.isEqualTo("damaged");
		assertThat(awaitEnd(upload(TestPdf.pages(1), MediaType.APPLICATION_PDF, "?pages=2")).error())
			.isEqualTo(new JobError("no_such_pages", "The document has 1 pages, and none of 2"));
	}

	@Test
	void refusesWhatItCannotTake() {
		refuses("/jobs", MediaType.parseMediaType("application/zip"), 10, 415, "unsupported");
		refuses("/jobs", MediaType.TEXT_PLAIN, 1024 * 1024 + 1, 413, "too_large");
		refuses("/jobs?resolution=1000", MediaType.TEXT_PLAIN, 10, 400, "bad_ticket");
		refuses("/jobs?pages=none", MediaType.TEXT_PLAIN, 10, 400, "bad_ticket");
		refuses("/jobs", MediaType.parseMediaType("multipart/form-data;boundary=x"), 10, 400, "bad_upload");
	}

	@Test
	void refusesAFormWhoseFileHasNoPossibleName() {
		this.http.post()
			.uri("/jobs")
			.contentType(MediaType.parseMediaType("multipart/form-data;boundary=x"))
			.body("--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a\0.txt\"\r\n\r\nHello\r\n--x--\r\n"
				.getBytes(StandardCharsets.US_ASCII))
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.errorType")
			.isEqualTo("bad_upload");
	}

	@Test
	void theTypeMayFollowFromTheName() {
		String id = upload("Hello".getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_OCTET_STREAM,
				"?name=hello.txt");
		assertThat(awaitEnd(id)).extracting(JobView::type, JobView::state)
			.containsExactly("text/plain", Job.State.DONE);
	}

	@Test
	void cancellingReachesTheWorker(CapturedOutput output) {
		String id = upload(TestPdf.pages(80), MediaType.APPLICATION_PDF, "?resolution=200");
		await().atMost(LONG).until(() -> this.queue.find(id), (job) -> job.page() > 0);
		this.http.delete()
			.uri("/jobs/{id}", id)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.state")
			.isEqualTo("cancelled");
		Matcher matcher = await().atMost(LONG)
			.until(() -> Pattern.compile("Job " + id + ": (\\d+) of 80 pages").matcher(output), Matcher::find);
		assertThat(Integer.parseInt(matcher.group(1))).isBetween(1, 79);
		assertThat(this.queue.find(id).state()).isEqualTo(Job.State.CANCELLED);
	}

	@Test
	void tellsItsNumbers() {
		this.http.get()
			.uri("/actuator/metrics/spooler.workers")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.measurements[0].value")
			.isEqualTo(1.0);
	}

	@Test
	void knowsItsWorkers() {
		this.http.get()
			.uri("/workers")
			.exchange()
			.expectBody()
			.jsonPath("$.length()")
			.isEqualTo(1)
			.jsonPath("$[0].jobsAtOnce")
			.isEqualTo(2)
			.jsonPath("$[0].types[1]")
			.isEqualTo("text/plain");
	}

	@Test
	void knowsNothingOfJobsThatAreNotThere() {
		this.http.get().uri("/jobs/nothing").exchange().expectStatus().isNotFound();
		this.http.delete().uri("/jobs/nothing").exchange().expectStatus().isNotFound();
		this.http.get().uri("/jobs/..%2F..%2Fetc/pages/1").exchange().expectStatus().is4xxClientError();
	}

	private void refuses(String uri, MediaType type, int length, int status, String errorType) {
		this.http.post()
			.uri(uri)
			.contentType(type)
			.body(new byte[length])
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.jsonPath("$.errorType")
			.isEqualTo(errorType);
	}

	private String upload(byte[] document, MediaType type, String query) {
		return this.http.post()
			.uri("/jobs" + query)
			.contentType(type)
			.body(document)
			.exchange()
			.expectStatus()
			.isCreated()
			.expectBody(Created.class)
			.returnResult()
			.getResponseBody()
			.id();
	}

	private JobView awaitEnd(String id) {
		return await().atMost(LONG).until(() -> this.queue.find(id), (job) -> job.state().isEnd());
	}

	private byte[] image(String id, int page) {
		return this.http.get()
			.uri("/jobs/{id}/pages/{page}", id, page)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType(MediaType.IMAGE_PNG)
			.expectBody(byte[].class)
			.returnResult()
			.getResponseBody();
	}

	/**
	 * What these tests read of an answer.
	 *
	 * @param id the number of the job
	 */
	record Created(String id) {
	}

}

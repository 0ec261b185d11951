package io.tofu.sample.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.tofu.sample.document.TestPdf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * From the page in a browser to the spooler, over a socket to a worker, and back.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "tofu.server.address=tcp://127.0.0.1:0")
@Timeout(120)
class PrintInBrowserTests {

	private static final String NEWEST = ".job:first-child ";

	private static final int PAGES = 20;

	@LocalServerPort
	int port;

	private Browser browser;

	@BeforeEach
	void visit() {
		this.browser = Browser.open();
		this.browser.visit("http://localhost:" + this.port + "/");
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(this.browser.text("#connection")).isEqualTo("Live");
			assertThat(this.browser.count(".worker")).isEqualTo(1);
		});
	}

	@AfterEach
	void close() {
		this.browser.close();
	}

	@Test
	void printsWhatIsDropped() throws IOException {
		this.browser.run("""
				window.seen = [];
				new MutationObserver(() => {
					const progress = document.querySelector(".job progress");
					if (progress?.hasAttribute("value") && progress.max === 20) {
						seen.push(progress.value);
					}
				}).observe(document.getElementById("jobs"), { subtree: true, childList: true, attributes: true });
				""");
		String name = "twenty-" + System.nanoTime() + ".pdf";
		this.browser.drop(name, "application/pdf", TestPdf.pages(PAGES));
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			assertThat(this.browser.text(NEWEST + "h3")).isEqualTo(name);
			assertThat(this.browser.text(NEWEST + ".status")).isEqualTo("Done");
			assertThat(this.browser.count(NEWEST + "button.sheet.here")).isEqualTo(PAGES);
		});
		List<?> progress = (List<?>) this.browser.run("return seen");
		assertThat(progress.stream().map((value) -> ((Number) value).intValue())).isSorted()
			.anyMatch((value) -> value > 0 && value < PAGES);
		this.browser.screenshot("printed");
		assertThat(this.browser.complaints()).isEmpty();
	}

	@Test
	void saysWhyADocumentIsNotPrinted() {
		this.browser.drop("archive.zip", "application/zip", new byte[] { 'P', 'K' });
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.browser.text("#refusals")).startsWith("archive.zip was not taken.")
				.contains("application/pdf"));
		this.browser.drop("broken.pdf", "application/pdf", new byte[] { 'P', 'K' });
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(this.browser.text(NEWEST + ".error")).startsWith("The document is damaged."));
	}

}

package io.tofu.sample.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the page shows in each state of the spooler.
 */
@Timeout(120)
class PageStatesTests {

	private static final String CARD = ".job:first-child ";

	private static Browser browser;

	private StubSpooler spooler;

	@BeforeAll
	static void openBrowser() {
		browser = Browser.open();
	}

	@AfterAll
	static void closeBrowser() {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void start() throws IOException {
		this.spooler = new StubSpooler();
	}

	@AfterEach
	void stop() {
		browser.visit("about:blank");
		this.spooler.close();
	}

	@Test
	void isQuietWhileItLoadsAndWhenThereIsNothing() throws IOException {
		browser.visit(this.spooler.url());
		assertThat(browser.text("#connection")).isEqualTo("Connecting");
		assertThat(browser.count(".skeleton")).isEqualTo(2);
		browser.screenshot("loading");
		visit(new State());
		see("#empty", "Nothing to print yet");
		see("#no-workers", "No worker is connected");
		assertThat(browser.text("#accepted")).isEqualTo("PDF, text and images, up to 1 GB");
		browser.screenshot("empty");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void showsHowFarAnUploadIs() throws IOException {
		visit(new State().worker("rip-1", 0).job("1", "annual-report.pdf", "uploaded", false, "size", 900_000));
		see(CARD + ".line", "Uploading");
		see(CARD + ".facts", "PDF · 879 kB of 2.3 MB");
		assertThat(progress()).isBetween(0.36, 0.38);
		browser.screenshot("uploading");
	}

	@Test
	void showsPagesOneByOne() throws IOException {
		visit(new State().worker("rip-1", 1).worker("rip-2", 0).job("1", "annual-report.pdf", working(0, null)));
		see(CARD + ".status", "Printing");
		assertThat(browser.count("progress:indeterminate")).isEqualTo(1);
		for (int page = 1; page <= 13; page++) {
			this.spooler.tell(new State().worker("rip-1", 1)
				.worker("rip-2", 0)
				.job("2", "minutes.txt", "type", "text/plain")
				.job("1", "annual-report.pdf", working(page, 20))
				.toString());
			seeSheets(page, 20 - page);
		}
		see(".job:last-child .facts", "page 13 of 20 · on rip-1");
		see(".status", "Waiting");
		see("#summary", "1 printing · 1 waiting");
		assertThat(browser.text("#pages-rate")).isEqualTo("118");
		assertThat(browser.text("#bytes-rate")).isEqualTo("1.2 MB");
		assertThat(browser.count(".worker:first-child .busy")).isEqualTo(1);
		browser.screenshot("working");
		browser.prefer("dark");
		browser.screenshot("working-dark");
		browser.prefer("light");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void showsWhatIsDone() throws IOException {
		visit(new State().worker("rip-1", 0)
			.job("1", "annual-report.pdf", "state", "done", "worker", "rip-1", "page", 20, "pages", 20, "started",
					State.NOON.toString(), "finished", State.NOON.plusMillis(6200).toString()));
		see(CARD + ".line", "Done");
		see(CARD + ".facts", "PDF · 2.3 MB · 20 pages · by rip-1 · 6.2 s");
		seeSheets(20, 0);
		assertThat(browser.one(CARD + "progress").isDisplayed()).isFalse();
		assertThat(browser.one(CARD + ".head button").isDisplayed()).isFalse();
		browser.screenshot("done");
	}

	@Test
	void saysWhyAJobFailedOrWaits() throws IOException {
		visit(new State().job("3", "later.pdf", "waiting", "No worker that takes application/pdf is connected")
			.job("2", "letter.pdf", "state", "cancelled")
			.job("1", "secret.pdf", "state", "failed", "worker", "rip-1", "error",
					Map.of("type", "encrypted", "message", "secret.pdf cannot be opened")));
		see(CARD + ".notes", "No worker that takes application/pdf is connected");
		see(".job:last-child .error", "The document needs a password. secret.pdf cannot be opened");
		browser.screenshot("failed");
	}

	@Test
	void beginsAnewWithAnotherWorkerWhenOneIsLost() throws IOException {
		visit(new State().worker("rip-1", 1).worker("rip-2", 0).job("1", "annual-report.pdf", working(7, 20)));
		seeSheets(7, 13);
		this.spooler.tell(new State().worker("rip-2", 1)
			.job("1", "annual-report.pdf", "state", "working", "worker", "rip-2", "attempt", 2, "page", 2, "pages", 20,
					"notes", List.of("Worker rip-1 was lost after 7 pages"))
			.toString());
		seeSheets(2, 18);
		see(CARD + ".notes", "Worker rip-1 was lost after 7 pages");
		see(CARD + ".facts", "page 2 of 20 · on rip-2 · attempt 2 of 3");
		assertThat(browser.count(".worker")).isEqualTo(1);
		assertThat(browser.one(".sheet img").getDomAttribute("src")).endsWith("?attempt=2");
		browser.screenshot("worker-lost");
	}

	@Test
	void saysWhenTheSpoolerIsAwayAndShowsHowThingsAreWhenItIsBack() throws IOException {
		visit(new State().worker("rip-1", 1).job("1", "annual-report.pdf", working(7, 20)));
		see(CARD + ".status", "Printing");
		this.spooler.goAway();
		see("#connection", "Reconnecting");
		see("#lost", "The spooler cannot be reached");
		browser.screenshot("reconnecting");
		this.spooler.say(new State().worker("rip-1", 0).job("2", "other.pdf").toString());
		this.spooler.comeBack();
		browser.one("#again").click();
		see("#connection", "Live");
		see(CARD + "h3", "other.pdf");
		assertThat(browser.count(".job")).isEqualTo(1);
		assertThat(browser.one("#lost").isDisplayed()).isFalse();
	}

	@Test
	void showsTextAsText() {
		String name = "<img src=x onerror=document.title='broken'>.pdf";
		visit(new State().worker("<b>rip</b>", 0).job("1", name, "notes", List.of("<i>note</i>")));
		see(CARD + "h3", name);
		see(CARD + ".notes", "<i>note</i>");
		see(".worker strong", "<b>rip</b>");
		assertThat(browser.run("return document.title")).isEqualTo("Print spooler");
	}

	private void visit(State state) {
		this.spooler.say(state.toString());
		browser.visit(this.spooler.url());
		see("#connection", "Live");
	}

	private static @Nullable Object[] working(int page, @Nullable Integer pages) {
		return new @Nullable Object[] { "state", "working", "worker", "rip-1", "page", page, "pages", pages };
	}

	private static double progress() {
		return ((Number) browser.run("return document.querySelector('progress').position")).doubleValue();
	}

	private static void see(String selector, String text) {
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(browser.text(selector)).as(selector).contains(text));
	}

	private static void seeSheets(int ready, int empty) {
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			assertThat(browser.count("button.sheet.here")).isEqualTo(ready);
			assertThat(browser.count("div.sheet")).isEqualTo(empty);
		});
	}

}

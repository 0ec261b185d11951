package io.tofu.sample.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What one can do on the page: by mouse, by keyboard, on a phone.
 */
@Timeout(120)
class PageUseTests {

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
	void visit() throws IOException {
		this.spooler = new StubSpooler();
		this.spooler.say(new State().worker("rip-1", 1)
			.worker("rip-2", 0)
			.job("1", "annual-report.pdf", "state", "working", "worker", "rip-1", "page", 5, "pages", 200)
			.toString());
		browser.visit(this.spooler.url());
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(browser.count("button.sheet.here")).isEqualTo(5));
	}

	@AfterEach
	void leave() {
		browser.desk();
		browser.visit("about:blank");
		this.spooler.close();
	}

	@Test
	void takesWhatIsDropped() {
		browser.drop("größer & more.pdf", "application/pdf", new byte[] { 1, 2, 3 });
		awaitRequest("POST /jobs?name=gr%C3%B6%C3%9Fer%20%26%20more.pdf");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void saysWhatIsNotTakenAndWhy() throws IOException {
		this.spooler.refuse("{\"status\":415,\"detail\":\"application/zip cannot be printed: application/pdf can.\"}");
		browser.drop("archive.zip", "application/zip", new byte[] { 1 });
		seeRefusal("archive.zip was not taken. application/zip cannot be printed: application/pdf can.");
		browser.screenshot("refused");
		browser.drop("nothing.pdf", "application/pdf", new byte[0]);
		seeRefusal("nothing.pdf was not taken. It is empty.");
		assertThat(this.spooler.requests()).hasSize(1);
	}

	@Test
	void printsTheSampleAndCancels() {
		browser.one("#sample").click();
		awaitRequest("POST /jobs/sample");
		browser.one("[aria-label='Cancel annual-report.pdf']").sendKeys(Keys.ENTER);
		awaitRequest("DELETE /jobs/1");
		this.spooler.tell(new State()
			.job("1", "annual-report.pdf", "state", "cancelled", "worker", "rip-1", "page", 5, "pages", 200)
			.toString());
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(browser.text(".job .status")).isEqualTo("Cancelled"));
		assertThat(focus()).as("the button is gone, the focus stays with its job").isEqualTo("annual-report.pdf");
		assertThat(browser.text("#news")).isEqualTo("annual-report.pdf: cancelled");
		assertThat(browser.count("div.sheet")).as("pages that never come").isZero();
	}

	@Test
	void isReachedByKeyboardInTheOrderOfReading() {
		List<String> reached = List.of("file", "sample", "Look at it first", "Cancel annual-report.pdf",
				"Page 1, enlarge");
		for (String expected : reached) {
			browser.press(Keys.TAB);
			assertThat(focus()).isEqualTo(expected);
		}
	}

	@Test
	void turnsPagesByKeyboardAndComesBackToWhereItWas() throws IOException {
		browser.one("[aria-label='Page 2, enlarge']").sendKeys(Keys.ENTER);
		assertThat(browser.text("#viewer-title")).isEqualTo("annual-report.pdf, page 2 of 5");
		browser.screenshot("enlarged");
		browser.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
		assertThat(browser.text("#viewer-title")).isEqualTo("annual-report.pdf, page 5 of 5");
		browser.press(Keys.ARROW_LEFT);
		assertThat(browser.one("#viewer-image").getDomAttribute("src")).isEqualTo("jobs/1/pages/4?attempt=1");
		browser.press(Keys.ESCAPE);
		assertThat(browser.one("#viewer").isDisplayed()).isFalse();
		assertThat(focus()).isEqualTo("Page 2, enlarge");
	}

	@Test
	void showsLongDocumentsByAndBy() {
		assertThat(browser.count("div.sheet")).isEqualTo(20);
		this.spooler.tell(new State()
			.job("1", "annual-report.pdf", "state", "working", "worker", "rip-1", "page", 130, "pages", 200)
			.toString());
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(browser.count("button.sheet")).isEqualTo(60));
		assertThat(browser.text(".more")).isEqualTo("70 more");
		browser.one(".more").click();
		assertThat(browser.count(".sheet")).isEqualTo(120);
		assertThat(browser.text(".more")).isEqualTo("10 more");
	}

	@Test
	void fitsAPhone() throws IOException {
		browser.phone();
		assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo(390L);
		browser.screenshot("phone");
		browser.prefer("dark");
		browser.screenshot("phone-dark");
		browser.prefer("light");
	}

	/** The name, or else the id or text, of what has the focus. */
	private static Object focus() {
		return browser.run("const it = document.activeElement;"
				+ "return it.getAttribute('aria-label') || it.id.replace(/^job-.*/, '')" + " || it.innerText");
	}

	private void awaitRequest(String request) {
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.spooler.requests()).contains(request));
	}

	private static void seeRefusal(String text) {
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(browser.text("#refusals")).isEqualTo(text));
	}

}

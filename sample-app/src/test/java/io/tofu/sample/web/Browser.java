package io.tofu.sample.web;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A Chromium without a window. */
final class Browser implements AutoCloseable {

	/** Its warnings are about what newer browsers have, and nothing here needs. */
	private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private static final Optional<Path> CHROMIUM = installed("chromium", "chromium-browser", "google-chrome");

	private static final Optional<Path> CHROMEDRIVER = installed("chromedriver");

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	/** Opens one, or skips the tests where there is none. */
	static Browser open() {
		assumeTrue(CHROMIUM.isPresent() && CHROMEDRIVER.isPresent(),
				"The page is not tested: there are no chromium and chromedriver on the PATH");
		SELENIUM.setLevel(Level.SEVERE);
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(CHROMIUM.orElseThrow().toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--disable-background-networking", "--disable-component-update", "--no-first-run", "--hide-scrollbars");
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(CHROMEDRIVER.orElseThrow().toFile())
			.usingAnyFreePort()
			.build();
		Browser browser = new Browser(new ChromeDriver(service, options));
		browser.driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(30));
		browser.desk();
		return browser;
	}

	private static Optional<Path> installed(String... names) {
		List<String> directories = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
		return Stream.of(names)
			.flatMap((name) -> directories.stream().map((directory) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/** Forgets the complaints of the page before. */
	void visit(String url) {
		complaints();
		this.driver.get(url);
	}

	/** A window on a desk. */
	void desk() {
		screen(1280, 900, 1, false);
	}

	/** The screen of a phone. */
	void phone() {
		screen(390, 844, 2, true);
	}

	private void screen(int width, int height, int scale, boolean mobile) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", mobile));
	}

	/** Light or dark, as the user prefers. */
	void prefer(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	WebElement one(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	List<WebElement> all(String selector) {
		return this.driver.findElements(By.cssSelector(selector));
	}

	/** What stands there now, which may be nothing; there may be no such element yet. */
	String text(String selector) {
		return (String) run("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
	}

	int count(String selector) {
		return ((Number) run("return document.querySelectorAll(arguments[0]).length", selector)).intValue();
	}

	Object run(String script, Object... arguments) {
		return ((JavascriptExecutor) this.driver).executeScript(script, arguments);
	}

	/** Types into whatever has the focus. */
	void press(CharSequence... keys) {
		new Actions(this.driver).sendKeys(keys).perform();
	}

	/** Drops a file on the page as a file manager would. */
	void drop(String name, String type, byte[] content) {
		run("""
				const transfer = new DataTransfer();
				const bytes = Uint8Array.from(atob(arguments[2]), (each) => each.charCodeAt(0));
				transfer.items.add(new File([bytes], arguments[0], { type: arguments[1] }));
				for (const type of ["dragenter", "dragover", "drop"]) {
					document.getElementById("drop").dispatchEvent(
						new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
				}
				""", name, type, Base64.getEncoder().encodeToString(content));
	}

	/** What the console has shown since the last look, errors and warnings. */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	/** Keeps what is to be seen in {@code target/screenshots}. */
	void screenshot(String name) throws IOException {
		run("return Promise.all(document.getAnimations().map((each) => each.effect.getTiming().iterations === Infinity "
				+ "|| each.finished.catch(() => {})))");
		Files.createDirectories(SCREENSHOTS);
		Files.write(SCREENSHOTS.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}

package io.tofu.sample.worker;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import javax.imageio.ImageIO;

import io.tofu.sample.document.TestPdf;
import io.tofu.sample.ticket.ErrorType;
import io.tofu.sample.ticket.JobTicket;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * From a document to images of its pages.
 */
class PrintJobTests {

	private static final String PDF = "application/pdf";

	private static final WorkerProperties LIMITS = new WorkerProperties(DataSize.ofMegabytes(1), 3, 1_000_000);

	@Test
	void printsPdf() throws IOException {
		try (PrintJob job = open(TestPdf.pages(3), PDF, "resolution=72")) {
			assertThat(job.count()).isEqualTo(3);
			BufferedImage image = image(job, 3);
			assertThat(image.getWidth()).isEqualTo(595);
			assertThat(image.getHeight()).isBetween(841, 842);
			assertThat(image.getRGB(10, 10)).as("paper").isEqualTo(0xFFFFFFFF);
			assertThat(image.getRGB(300, 300)).as("ink").isEqualTo(0xFF6F6699);
		}
	}

	@Test
	void printsWhatTheTicketAsksFor() throws IOException {
		try (PrintJob job = open(TestPdf.pages(5), PDF, "resolution=36;pages=2-3;colour=false")) {
			assertThat(job.count()).isEqualTo(2);
			BufferedImage image = image(job, 1);
			assertThat(image.getWidth()).isBetween(297, 298);
			assertThat(image.getRaster().getNumBands()).as("grey").isEqualTo(1);
		}
	}

	@Test
	void printsText() throws IOException {
		try (PrintJob job = open("Hello\n".repeat(TypedText.LINES + 1).getBytes(StandardCharsets.UTF_8), "text/plain",
				"pages=2-")) {
			assertThat(job.count()).isEqualTo(1);
			BufferedImage image = image(job, 1);
			assertThat(darkPixels(image, 0, 100)).as("one line").isPositive();
			assertThat(darkPixels(image, 100, image.getHeight())).as("nothing else").isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg", "gif" })
	void printsPictures(String format) throws IOException {
		BufferedImage black = new BufferedImage(2000, 1000, BufferedImage.TYPE_INT_RGB);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		ImageIO.write(black, format, bytes);
		try (PrintJob job = open(bytes.toByteArray(), "image/" + format, "resolution=72")) {
			assertThat(job.count()).isEqualTo(1);
			BufferedImage image = image(job, 1);
			assertThat(image.getRGB(300, 100) & 0xFF).isLessThan(8);
			assertThat(image.getRGB(300, 600) & 0xFF).isEqualTo(0xFF);
		}
	}

	@Test
	void saysWhyADocumentCannotBePrinted() {
		assertThat(refusal("no document".getBytes(StandardCharsets.UTF_8), PDF)).isEqualTo(ErrorType.DAMAGED);
		assertThat(refusal(new byte[0], PDF)).isEqualTo(ErrorType.DAMAGED);
		assertThat(refusal(new byte[100], "image/png")).isEqualTo(ErrorType.DAMAGED);
		assertThat(refusal(TestPdf.encrypted(), PDF)).isEqualTo(ErrorType.ENCRYPTED);
		assertThat(refusal(TestPdf.pages(1), "application/postscript")).isEqualTo(ErrorType.UNSUPPORTED);
		assertThat(refusal(new byte[1024 * 1024 + 1], PDF)).isEqualTo(ErrorType.TOO_LARGE);
		assertThat(refusal("\n".repeat(4 * TypedText.LINES).getBytes(StandardCharsets.UTF_8), "text/plain"))
			.isEqualTo(ErrorType.TOO_LARGE);
	}

	@Test
	void aDocumentThatLacksPagesIsDamaged() throws IOException {
		try (PrintJob job = open(TestPdf.lackingPages(), PDF, "")) {
			job.image(1);
			assertThatExceptionOfType(TofuResponseException.class).isThrownBy(() -> job.image(2))
				.satisfies((ex) -> assertThat(ex.type()).isEqualTo(ErrorType.DAMAGED));
		}
	}

	@Test
	void refusesPagesThatAreTooLarge() throws IOException {
		try (PrintJob job = open(TestPdf.ofSize(14_000, 14_000), PDF, "")) {
			assertThatExceptionOfType(TofuResponseException.class).isThrownBy(() -> job.image(1))
				.satisfies((ex) -> assertThat(ex.type()).isEqualTo(ErrorType.TOO_LARGE));
		}
	}

	@Test
	void refusesPagesThatAreNotThere() throws IOException {
		try (PrintJob job = open(TestPdf.pages(2), PDF, "pages=3-")) {
			assertThatExceptionOfType(TofuResponseException.class).isThrownBy(job::count)
				.satisfies((ex) -> assertThat(ex.type()).isEqualTo(ErrorType.NO_SUCH_PAGES));
		}
	}

	private static PrintJob open(byte[] document, String type, String ticket) throws IOException {
		return PrintJob.open(new ByteArrayInputStream(document), type, JobTicket.parse(ticket), LIMITS);
	}

	private static String refusal(byte[] document, String type) {
		try (PrintJob job = open(document, type, "")) {
			job.image(1);
			return "";
		}
		catch (TofuResponseException ex) {
			return ex.type();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static BufferedImage image(PrintJob job, int number) throws IOException {
		return ImageIO.read(new ByteArrayInputStream(job.image(number)));
	}

	private static long darkPixels(BufferedImage image, int fromRow, int toRow) {
		long dark = 0;
		for (int y = fromRow; y < toRow; y++) {
			for (int x = 0; x < image.getWidth(); x++) {
				dark += ((image.getRGB(x, y) & 0xFF) < 128) ? 1 : 0;
			}
		}
		return dark;
	}

}

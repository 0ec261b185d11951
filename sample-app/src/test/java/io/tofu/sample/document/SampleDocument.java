package io.tofu.sample.document;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;

import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/**
 * Draws {@code src/main/resources/static/sample.pdf}: a sheet for each figure that a
 * point draws when it goes round on two circles at once.
 */
public final class SampleDocument {

	/** How many pages it has. */
	public static final int PAGES = 12;

	private static final PDFont FONT = new PDType1Font(FontName.HELVETICA);

	private static final PDFont BOLD = new PDType1Font(FontName.HELVETICA_BOLD);

	private static final float CENTRE = PDRectangle.A4.getWidth() / 2;

	private SampleDocument() {
	}

	/**
	 * Writes it anew.
	 * @param arguments the file to write
	 * @throws IOException if that fails
	 */
	public static void main(String[] arguments) throws IOException {
		try (PDDocument document = new PDDocument()) {
			document.getDocumentInformation().setTitle("Roulettes");
			for (int number = 1; number <= PAGES; number++) {
				PDPage page = new PDPage(PDRectangle.A4);
				document.addPage(page);
				try (PDPageContentStream content = new PDPageContentStream(document, page, AppendMode.OVERWRITE,
						true)) {
					draw(content, number);
				}
			}
			document.save(Path.of(arguments[0]).toFile());
		}
	}

	private static void draw(PDPageContentStream content, int number) throws IOException {
		float hue = (number - 1f) / PAGES;
		fill(content, Color.getHSBColor(hue, 0.06f, 0.98f), PDRectangle.A4.getWidth(), PDRectangle.A4.getHeight());
		int petals = number + 2;
		for (int ring = 0; ring < 9; ring++) {
			content.setStrokingColor(Color.getHSBColor(hue + ring * 0.018f, 0.75f, 0.75f - ring * 0.03f));
			content.setLineWidth(0.8f + ring * 0.12f);
			roulette(content, petals, 70 + ring * 14, 20 + ring * 7.5, ring * Math.PI / 40);
		}
		text(content, BOLD, 30, 650 + 90, "Roulettes");
		text(content, FONT, 13, 718, "Sheet " + number + " of " + PAGES + ": " + petals + " petals");
		text(content, FONT, 10, 60,
				"A document to try the print spooler with. Each sheet is an image of its own on the page.");
	}

	private static void roulette(PDPageContentStream content, int petals, double radius, double swing, double turn)
			throws IOException {
		int steps = 40 * petals;
		for (int step = 0; step <= steps; step++) {
			double angle = 2 * Math.PI * step / steps;
			double distance = radius + swing * Math.cos(petals * angle);
			float x = rounded(CENTRE + distance * Math.cos(angle + turn));
			float y = rounded(385 + distance * Math.sin(angle + turn));
			if (step == 0) {
				content.moveTo(x, y);
			}
			else {
				content.lineTo(x, y);
			}
		}
		content.closeAndStroke();
	}

	/** A tenth of a point is enough, and takes fewer digits. */
	private static float rounded(double points) {
		return Math.round(points * 10) / 10f;
	}

	private static void fill(PDPageContentStream content, Color colour, float width, float height) throws IOException {
		content.setNonStrokingColor(colour);
		content.addRect(0, 0, width, height);
		content.fill();
		content.setNonStrokingColor(Color.DARK_GRAY);
	}

	private static void text(PDPageContentStream content, PDFont font, float size, float y, String text)
			throws IOException {
		content.beginText();
		content.setFont(font, size);
		content.newLineAtOffset(60, y);
		content.showText(text);
		content.endText();
	}

}

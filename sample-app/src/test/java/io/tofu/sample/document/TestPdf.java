package io.tofu.sample.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/** PDF documents for tests. */
public final class TestPdf {

	private TestPdf() {
	}

	/** So many pages of A4, each with its number. */
	public static byte[] pages(int count) {
		try (PDDocument document = document(count)) {
			return bytes(document);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** One that needs a password. */
	public static byte[] encrypted() {
		try (PDDocument document = document(1)) {
			document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
			return bytes(document);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** One page, where three are announced. */
	public static byte[] lackingPages() {
		try (PDDocument document = document(1)) {
			document.getPages().getCOSObject().setInt(COSName.COUNT, 3);
			return bytes(document);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** One page of this size, in points. */
	public static byte[] ofSize(float width, float height) {
		try (PDDocument document = new PDDocument()) {
			document.addPage(new PDPage(new PDRectangle(width, height)));
			return bytes(document);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static PDDocument document(int count) throws IOException {
		PDDocument document = new PDDocument();
		for (int number = 1; number <= count; number++) {
			PDPage page = new PDPage(PDRectangle.A4);
			document.addPage(page);
			try (PDPageContentStream content = new PDPageContentStream(document, page)) {
				content.setNonStrokingColor((number * 37 % 256) / 255f, 0.4f, 0.6f);
				content.addRect(60, 60, 475, 40 + 600f * number / count);
				content.fill();
				content.setNonStrokingColor(1f, 1f, 1f);
				content.beginText();
				content.setFont(new PDType1Font(FontName.HELVETICA_BOLD), 60);
				content.newLineAtOffset(80, 80);
				content.showText(number + " / " + count);
				content.endText();
			}
		}
		return document;
	}

	private static byte[] bytes(PDDocument document) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		document.save(bytes);
		return bytes.toByteArray();
	}

}

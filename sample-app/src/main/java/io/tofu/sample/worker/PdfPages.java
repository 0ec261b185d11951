package io.tofu.sample.worker;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;

import io.tofu.sample.ticket.ErrorType;
import io.tofu.sample.ticket.JobTicket;
import io.tofu.spring.TofuResponseException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/** A PDF, read from its file as far as needed, whatever its size. */
final class PdfPages implements Pages {

	private final PDDocument document;

	private final PDFRenderer renderer;

	private final long maxPixels;

	PdfPages(File file, long maxPixels) throws IOException {
		this.document = open(file);
		this.renderer = new PDFRenderer(this.document);
		this.renderer.setSubsamplingAllowed(true);
		this.maxPixels = maxPixels;
	}

	@Override
	public int count() {
		return this.document.getNumberOfPages();
	}

	@Override
	public BufferedImage image(int page, JobTicket ticket) throws IOException {
		PDRectangle box = this.document.getPage(page - 1).getCropBox();
		Sheet.check(box.getWidth(), box.getHeight(), ticket, this.maxPixels);
		return this.renderer.renderImageWithDPI(page - 1, ticket.resolution(),
				ticket.colour() ? ImageType.RGB : ImageType.GRAY);
	}

	@Override
	public void close() throws IOException {
		this.document.close();
	}

	private static PDDocument open(File file) throws IOException {
		try {
			return Loader.loadPDF(file, "", null, null, IOUtils.createTempFileOnlyStreamCache());
		}
		catch (InvalidPasswordException ex) {
			throw new TofuResponseException(ErrorType.ENCRYPTED, "The document needs a password");
		}
	}

}

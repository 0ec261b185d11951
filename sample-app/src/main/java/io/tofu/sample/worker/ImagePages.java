package io.tofu.sample.worker;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import io.tofu.sample.ticket.JobTicket;

/** A picture, as large as fits onto one sheet. */
final class ImagePages implements Pages {

	private static final int MARGIN = 36;

	private final ImageInputStream input;

	private final ImageReader reader;

	ImagePages(File file) throws IOException {
		this.input = ImageIO.createImageInputStream(file);
		Iterator<ImageReader> readers = ImageIO.getImageReaders(this.input);
		if (!readers.hasNext()) {
			this.input.close();
			throw new IOException("This is no picture");
		}
		this.reader = readers.next();
		this.reader.setInput(this.input);
	}

	@Override
	public int count() {
		return 1;
	}

	@Override
	public BufferedImage image(int page, JobTicket ticket) throws IOException {
		BufferedImage sheet = Sheet.blank(ticket);
		BufferedImage picture = read(sheet.getWidth(), sheet.getHeight());
		double scale = Math.min((double) (Sheet.WIDTH - 2 * MARGIN) / picture.getWidth(),
				(double) (Sheet.HEIGHT - 2 * MARGIN) / picture.getHeight());
		int width = (int) (picture.getWidth() * scale);
		int height = (int) (picture.getHeight() * scale);
		Graphics2D pen = Sheet.pen(sheet, ticket);
		pen.drawImage(picture, (Sheet.WIDTH - width) / 2, MARGIN, width, height, null);
		pen.dispose();
		return sheet;
	}

	@Override
	public void close() throws IOException {
		this.reader.dispose();
		this.input.close();
	}

	/** Not more pixels than the sheet can show, however large the picture is. */
	private BufferedImage read(int width, int height) throws IOException {
		int step = Math.max(1, Math.max(this.reader.getWidth(0) / width, this.reader.getHeight(0) / height));
		ImageReadParam parameters = this.reader.getDefaultReadParam();
		parameters.setSourceSubsampling(step, step, 0, 0);
		return this.reader.read(0, parameters);
	}

}

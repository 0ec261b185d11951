package io.tofu.sample.worker;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import io.tofu.sample.ticket.ErrorType;
import io.tofu.sample.ticket.JobTicket;
import io.tofu.spring.TofuResponseException;

/** Blank paper, and how large it may be. */
final class Sheet {

	/** The unit of documents. */
	static final int POINTS_PER_INCH = 72;

	/** A4, in points. */
	static final int WIDTH = 595;

	static final int HEIGHT = 842;

	private Sheet() {
	}

	/** A white sheet of A4. */
	static BufferedImage blank(JobTicket ticket) {
		BufferedImage sheet = new BufferedImage(pixels(WIDTH, ticket), pixels(HEIGHT, ticket), type(ticket));
		Graphics2D graphics = sheet.createGraphics();
		graphics.setColor(Color.WHITE);
		graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
		graphics.dispose();
		return sheet;
	}

	/** What to draw with, in points. */
	static Graphics2D pen(BufferedImage sheet, JobTicket ticket) {
		Graphics2D graphics = sheet.createGraphics();
		graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
		graphics.setColor(Color.BLACK);
		double scale = (double) ticket.resolution() / POINTS_PER_INCH;
		graphics.scale(scale, scale);
		return graphics;
	}

	/** Refuses a page before there is an image of it, because that may be too large. */
	static void check(double width, double height, JobTicket ticket, long maxPixels) {
		double pixels = (double) pixels(width, ticket) * pixels(height, ticket);
		if (!(pixels <= maxPixels)) {
			throw new TofuResponseException(ErrorType.TOO_LARGE,
					"A page of " + Math.round(pixels / 1_000_000) + " million pixels is too large");
		}
	}

	static int pixels(double points, JobTicket ticket) {
		return (int) Math.max(1, Math.round(points * ticket.resolution() / POINTS_PER_INCH));
	}

	static byte[] png(BufferedImage image) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		// Not to the stream itself: that makes a cache file, which SIGTERM closes at once
		try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
			ImageIO.write(image, "png", output);
		}
		return bytes.toByteArray();
	}

	private static int type(JobTicket ticket) {
		return ticket.colour() ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY;
	}

}

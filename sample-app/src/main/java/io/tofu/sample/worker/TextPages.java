package io.tofu.sample.worker;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.List;

import io.tofu.sample.ticket.ErrorType;
import io.tofu.sample.ticket.JobTicket;
import io.tofu.spring.TofuResponseException;

/** Plain text, typed onto sheets. Read twice: to count the sheets, and to print them. */
final class TextPages implements Pages {

	private static final int MARGIN = 44;

	private static final int LINE_HEIGHT = 12;

	private static final Font FONT = new Font(Font.MONOSPACED, Font.PLAIN, 10);

	private final int count;

	private final TypedText text;

	private int next = 1;

	TextPages(File file, int maxPages) throws IOException {
		this.count = count(file, maxPages);
		this.text = new TypedText(file);
	}

	@Override
	public int count() {
		return this.count;
	}

	@Override
	public BufferedImage image(int page, JobTicket ticket) throws IOException {
		List<String> lines = List.of();
		for (; this.next <= page; this.next++) {
			lines = this.text.nextSheet();
		}
		BufferedImage sheet = Sheet.blank(ticket);
		Graphics2D pen = Sheet.pen(sheet, ticket);
		pen.setFont(FONT);
		int y = MARGIN;
		for (String line : lines) {
			y += LINE_HEIGHT;
			pen.drawString(line, MARGIN, y);
		}
		pen.dispose();
		return sheet;
	}

	@Override
	public void close() throws IOException {
		this.text.close();
	}

	/** An empty text has one empty page. */
	private static int count(File file, int maxPages) throws IOException {
		try (TypedText counted = new TypedText(file)) {
			int pages = 0;
			while (!counted.nextSheet().isEmpty()) {
				pages++;
				if (pages > maxPages) {
					throw new TofuResponseException(ErrorType.TOO_LARGE,
							"The text has more than " + maxPages + " pages");
				}
			}
			return Math.max(1, pages);
		}
	}

}

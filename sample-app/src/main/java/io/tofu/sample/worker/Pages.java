package io.tofu.sample.worker;

import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;

import io.tofu.sample.ticket.JobTicket;

/** A document that has been opened. Used by one thread at a time. */
interface Pages extends Closeable {

	/** How many there are. */
	int count();

	/**
	 * One of them as an image; they are asked for in ascending order.
	 * @param page from 1
	 * @param ticket resolution and colour
	 * @throws io.tofu.spring.TofuResponseException if it cannot be made, and the spooler
	 * is to know why
	 * @throws IOException if the document turns out to be damaged
	 */
	BufferedImage image(int page, JobTicket ticket) throws IOException;

}

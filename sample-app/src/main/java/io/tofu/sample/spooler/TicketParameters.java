package io.tofu.sample.spooler;

import io.tofu.sample.ticket.JobTicket;
import io.tofu.sample.ticket.PageRange;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as callers write it into the query.
 *
 * @param resolution dots per inch
 * @param pages like {@code 2-5}
 * @param colour whether in colour
 */
record TicketParameters(@Nullable Integer resolution, @Nullable String pages, @Nullable Boolean colour) {

	JobTicket toTicket() {
		try {
			JobTicket usual = JobTicket.DEFAULT;
			return new JobTicket((this.resolution != null) ? this.resolution : usual.resolution(),
					(this.pages != null) ? PageRange.parse(this.pages) : usual.pages(),
					(this.colour != null) ? this.colour : usual.colour());
		}
		catch (IllegalArgumentException ex) {
			throw Refusal.badTicket(ex);
		}
	}

}

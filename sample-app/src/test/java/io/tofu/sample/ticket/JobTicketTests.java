package io.tofu.sample.ticket;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What travels in text headers and Signals between spooler and workers.
 */
class JobTicketTests {

	@Test
	void readsWhatItWrites() {
		JobTicket ticket = new JobTicket(150, new PageRange(2, 5), false);
		assertThat(ticket).hasToString("resolution=150;pages=2-5;colour=false");
		assertThat(JobTicket.parse(ticket.toString())).isEqualTo(ticket);
	}

	@Test
	void whatIsMissingIsUsualAndWhatIsUnknownIsLeftOut() {
		assertThat(JobTicket.parse("")).isEqualTo(JobTicket.DEFAULT);
		assertThat(JobTicket.parse("tray=2; pages = 3 ;stapled"))
			.isEqualTo(new JobTicket(96, new PageRange(3, 3), true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resolution=35", "resolution=301", "resolution=high", "pages=0", "pages=5-2", "pages=-3",
			"pages=1,2", "pages=99999999999" })
	void refusesWhatCannotBePrinted(String header) {
		assertThatIllegalArgumentException().isThrownBy(() -> JobTicket.parse(header));
	}

	@ParameterizedTest
	@CsvSource({ "3, 3, 3", "2-5, 2, 5", "1-, 1, 2147483647" })
	void readsPageRanges(String text, int first, int last) {
		assertThat(PageRange.parse(text)).isEqualTo(new PageRange(first, last)).hasToString(text);
	}

	@ParameterizedTest
	@CsvSource({ "1-, 20, 20", "2-5, 20, 4", "2-5, 3, 2", "4, 3, 0", "1-, 0, 0", "3-, 3, 1" })
	void countsThePagesThereAre(String range, int pages, int count) {
		assertThat(PageRange.parse(range).countIn(pages)).isEqualTo(count);
	}

	@Test
	void readsProgress() {
		Progress progress = new Progress(3, 20);
		assertThat(progress).hasToString("[3:20]");
		assertThat(Progress.parse(progress.toBytes())).isEqualTo(progress);
		assertThat(Progress.parse("half".getBytes(StandardCharsets.UTF_8))).isNull();
		assertThat(Progress.parse(new byte[0])).isNull();
	}

}

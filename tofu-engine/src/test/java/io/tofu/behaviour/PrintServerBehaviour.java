package io.tofu.behaviour;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.tofu.Address;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A print server and its workers. A worker says hello with the language it reads and is
 * never answered; it is sent jobs of many pages instead, reports each page, and leaves
 * when it has done its share.
 */
abstract class PrintServerBehaviour extends EngineBehaviour {

	private static final String LANGUAGE = "PDL";

	private static final String TICKET = "JobTicket";

	private static final int PAGES = 25;

	/** Under way at the same time on one channel. */
	private static final List<Long> JOBS = List.of(101L, 102L);

	PrintServerBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(22)
	@DisplayName("workers get jobs instead of an answer, report every page, and part gracefully")
	void workersPrintJobs() {
		List<String> languages = List.of("PS", "PCL", "PDF");
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		List<Future<?>> workers = new ArrayList<>();
		for (String language : languages) {
			Node worker = node();
			workers.add(inBackground(() -> work(worker, listener.address(), language)));
		}
		Map<Integer, String> hired = new HashMap<>();
		Map<String, Integer> reported = new HashMap<>();
		for (int left = 0; left < languages.size();) {
			Received next = server.receive();
			End worker = new End(server, next.channel(), next.id());
			if (next.isLastOf(next.channel())) {
				left++;
				continue;
			}
			switch (next.fromApplication().opCode()) {
				case HELLO_REQUEST -> {
					hired.put(next.channel(), next.value(LANGUAGE));
					sendJobs(worker, next.value(LANGUAGE));
				}
				case SIGNAL ->
					next.withBody(progress(reported.merge(next.channel() + "/" + next.id(), 1, Integer::sum)));
				case BYE_REQUEST -> worker.send(OpCode.BYE_RESPONSE).id(next.id()).post();
				default -> throw new AssertionError("Not from a worker: " + next);
			}
		}
		workers.forEach(EngineBehaviour::finish);
		assertThat(hired.values()).containsExactlyInAnyOrderElementsOf(languages);
		assertThat(reported).hasSize(languages.size() * JOBS.size())
			.allSatisfy((job, pages) -> assertThat(pages).isEqualTo(PAGES));
		server.expectNothingElse();
	}

	/** The pages of the jobs take turns. */
	private static void sendJobs(End worker, String language) {
		for (int page = 1; page <= PAGES; page++) {
			for (long job : JOBS) {
				Draft part = worker.send(OpCode.REQUEST).id(job).more(page < PAGES).body(page(language, job, page));
				if (page == 1) {
					part.header(TICKET, language);
				}
				part.post();
			}
		}
	}

	private static void work(Node worker, Address server, String language) {
		End end = new End(worker, worker.hello(server).header(LANGUAGE, language).post().channelNumber(), 0);
		for (int page = 1; page <= PAGES; page++) {
			for (long job : JOBS) {
				Received part = end.expect(OpCode.REQUEST)
					.withId(job)
					.withMore(page < PAGES)
					.withBody(page(language, job, page));
				assertThat(part.value(TICKET)).isEqualTo((page == 1) ? language : null);
				end.send(OpCode.SIGNAL).id(job).body(progress(page)).post();
			}
		}
		long bye = end.send(OpCode.BYE_REQUEST).post().messageId();
		end.expect(OpCode.BYE_RESPONSE).withId(bye);
		end.expectEnd();
		worker.expectNothingElse();
	}

	private static String page(String language, long job, int page) {
		return language + " " + job + " page " + page + " ".repeat(1000 * page);
	}

	private static String progress(int page) {
		return "[" + page + ":" + PAGES + "]";
	}

}

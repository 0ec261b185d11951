package io.tofu.behaviour;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

import io.tofu.BinaryHeader;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.Seeds;
import io.tofu.TextHeader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What peers say to each other once they are connected.
 */
abstract class TalkingBehaviour extends EngineBehaviour {

	private static final int PARTS = 50;

	TalkingBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	void requestIsAnsweredInTheSameMessage() {
		Dialogue dialogue = dialogue();
		BinaryHeader request = dialogue.client().request("ping").header("Job-Id", "42").post();
		try (Message message = dialogue.server().node().group().waitReceive(Node.PATIENCE)) {
			message.opCode(message.opCode().reply());
			message.body().append(" pong".getBytes());
			dialogue.server().node().group().post(message);
		}
		dialogue.client()
			.expect(OpCode.RESPONSE)
			.withId(request.messageId())
			.withHeader("Job-Id", "42")
			.withBody("ping pong");
	}

	@Test
	@Scenario(12)
	@DisplayName("requests and responses of many messages, both ways at once on one channel")
	void manyMessagesPerRequestBothWays() {
		Dialogue dialogue = dialogue();
		End client = dialogue.client();
		End server = dialogue.server();
		for (int i = 1; i <= PARTS; i++) {
			client.send(OpCode.REQUEST).id(100).more(i < PARTS).body("job " + i).post();
			server.send(OpCode.REQUEST).id(200).more(i < PARTS).body("order " + i).post();
		}
		for (int i = 1; i <= PARTS; i++) {
			server.expect(OpCode.REQUEST).withId(100).withMore(i < PARTS).withBody("job " + i);
			client.expect(OpCode.REQUEST).withId(200).withMore(i < PARTS).withBody("order " + i);
			server.send(OpCode.RESPONSE).id(100).more(i < PARTS).body("page " + i).post();
			client.send(OpCode.RESPONSE).id(200).more(i < PARTS).body("receipt " + i).post();
		}
		for (int i = 1; i <= PARTS; i++) {
			client.expect(OpCode.RESPONSE).withId(100).withMore(i < PARTS).withBody("page " + i);
			server.expect(OpCode.RESPONSE).withId(200).withMore(i < PARTS).withBody("receipt " + i);
		}
	}

	@Test
	@Scenario(12)
	@DisplayName("progress Signals under the job's id, then the Response")
	void progressThenResponse() {
		Dialogue dialogue = dialogue();
		BinaryHeader job = dialogue.client().request("print this").post();
		long id = dialogue.server().expect(OpCode.REQUEST).id();
		for (int i = 1; i <= 10; i++) {
			dialogue.server().send(OpCode.SIGNAL).id(id).header("Progress", "[" + i + ":10]").post();
		}
		dialogue.server().send(OpCode.RESPONSE).id(id).body("done").post();
		for (int i = 1; i <= 10; i++) {
			dialogue.client().expect(OpCode.SIGNAL).withId(job.messageId()).withHeader("Progress", "[" + i + ":10]");
		}
		dialogue.client().expect(OpCode.RESPONSE).withId(job.messageId()).withBody("done");
	}

	@Test
	@Scenario(22)
	@DisplayName("the print server's dialogue")
	void printServer() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Node worker = node();
		BinaryHeader hello = worker.hello(listener.address()).header("PDL", "PS").post();
		End spooler = new End(server, server.expect(OpCode.HELLO_REQUEST).withHeader("PDL", "PS").channel(), 0);
		End press = new End(worker, hello.channelNumber(), hello.messageId());
		spooler.send(OpCode.REQUEST).id(7).more().header("JobTicket", "A4").body("page 1").post();
		spooler.send(OpCode.REQUEST).id(7).body("page 2").post();
		press.expect(OpCode.REQUEST).withId(7).withMore(true).withHeader("JobTicket", "A4").withBody("page 1");
		press.send(OpCode.SIGNAL).id(7).body("[1:2]").post();
		press.expect(OpCode.REQUEST).withId(7).withMore(false).withBody("page 2");
		press.send(OpCode.SIGNAL).id(7).body("[2:2]").post();
		spooler.expect(OpCode.SIGNAL).withId(7).withBody("[1:2]");
		spooler.expect(OpCode.SIGNAL).withId(7).withBody("[2:2]");
		press.send(OpCode.BYE_REQUEST).id(8).post();
		spooler.expect(OpCode.BYE_REQUEST).withId(8);
		spooler.send(OpCode.BYE_RESPONSE).id(8).post();
		press.expect(OpCode.BYE_RESPONSE).withId(8);
		press.expectEnd().withId(hello.messageId());
		spooler.expectEnd().withId(hello.messageId());
	}

	@ParameterizedTest(name = "headers of {0} bytes, body of {1} bytes")
	@Scenario(17)
	@CsvSource({ "0, 0", "0, 1", "5, 0", "5, 65535", "65535, 0", "65535, 65535", "16384, 16385" })
	void allLengthsTravel(int headersLength, int bodyLength) {
		Dialogue dialogue = dialogue();
		byte[] body = new byte[bodyLength];
		new Random(bodyLength).nextBytes(body);
		Draft request = dialogue.client().request("").body(body);
		if (headersLength > 0) {
			request.header("h", "v".repeat(headersLength - 4));
		}
		BinaryHeader posted = request.post();
		assertThat(posted.headersLength()).isEqualTo(headersLength);
		Received received = dialogue.server().expect(OpCode.REQUEST).withBody(body);
		assertThat(received.header().headersLength()).isEqualTo(headersLength);
	}

	@Test
	void manyMessagesOfAllSizesArriveInOrder() {
		Dialogue dialogue = dialogue();
		Random random = new Random(Seeds.next());
		int[] lengths = random.ints(2000, 0, 3000).toArray();
		for (int i = 0; i < lengths.length; i++) {
			int length = (i % 200 == 0) ? 65535 : lengths[i];
			byte[] body = new byte[length];
			Arrays.fill(body, (byte) i);
			lengths[i] = length;
			dialogue.client().send(OpCode.SIGNAL).id(i + 1).body(body).post(Node.PATIENCE);
		}
		for (int i = 0; i < lengths.length; i++) {
			byte[] body = new byte[lengths[i]];
			Arrays.fill(body, (byte) i);
			dialogue.server().expect(OpCode.SIGNAL).withId(i + 1).withBody(body);
		}
	}

	@Test
	void answersMayComeInAnyOrder() {
		Dialogue dialogue = dialogue();
		BinaryHeader first = dialogue.client().request("1").post();
		BinaryHeader second = dialogue.client().request("2").post();
		dialogue.server().expect(OpCode.REQUEST);
		dialogue.server().expect(OpCode.REQUEST);
		dialogue.server().send(OpCode.RESPONSE).id(second.messageId()).post();
		dialogue.server().send(OpCode.RESPONSE).id(first.messageId()).post();
		dialogue.client().expect(OpCode.RESPONSE).withId(second.messageId());
		dialogue.client().expect(OpCode.RESPONSE).withId(first.messageId());
	}

	@Test
	void helloIsNotAnsweredByTheEngine() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Node client = node();
		End there = client.connect(listener.address());
		int channel = server.expect(OpCode.HELLO_REQUEST).channel();
		there.request("no need to wait").post();
		server.expect(OpCode.REQUEST).on(channel);
		client.expectNothingElse();
	}

	@Test
	void localHeadersDoNotTravel() {
		Dialogue dialogue = dialogue();
		dialogue.client()
			.request("x")
			.header("~reason", "mine")
			.header("a", "1")
			.header("~tls", "CN=me")
			.header("~reason", "again")
			.header("~other", "2")
			.post();
		dialogue.server().expect(OpCode.REQUEST).withHeaders(new TextHeader("a", "1"), new TextHeader("~other", "2"));
	}

}

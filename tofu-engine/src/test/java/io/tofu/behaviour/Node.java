package io.tofu.behaviour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One application: a group of channels and the thread that receives from it, the test's.
 */
final class Node implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(10);

	/** What may pass without anything happening. */
	static final Duration MOMENT = Duration.ofMillis(20);

	private final Ampe ampe;

	private final ChannelGroup group;

	Node(Ampe ampe) {
		this.ampe = ampe;
		this.group = ampe.createGroup();
	}

	Ampe ampe() {
		return this.ampe;
	}

	ChannelGroup group() {
		return this.group;
	}

	Draft draft(OpCode opCode) {
		return new Draft(this.ampe, this.group, opCode);
	}

	Draft welcome(Address server) {
		return draft(OpCode.WELCOME_REQUEST).to(server);
	}

	Draft hello(Address client) {
		return draft(OpCode.HELLO_REQUEST).to(client);
	}

	/** Opens a listener and waits until it is up. */
	Listener listen(Address server) {
		BinaryHeader posted = welcome(server).post();
		Received up = expect(OpCode.WELCOME_RESPONSE).on(posted.channelNumber()).withId(posted.messageId());
		return new Listener(this, posted.channelNumber(), posted.messageId(), Wire.clientOf(up.listensOn()));
	}

	/** Says hello to an address, without waiting for the answer. */
	End connect(Address client) {
		BinaryHeader posted = hello(client).post();
		return new End(this, posted.channelNumber(), posted.messageId());
	}

	/** Waits for a client and answers its hello. */
	End accept() {
		Received hello = expect(OpCode.HELLO_REQUEST);
		End end = new End(this, hello.channel(), hello.id());
		end.send(OpCode.HELLO_RESPONSE).id(hello.id()).post();
		return end;
	}

	/** The next message. */
	Received receive() {
		try (Message message = this.group.waitReceive(PATIENCE)) {
			assertThat(message).as("a message within " + PATIENCE).isNotNull();
			return Received.of(message);
		}
	}

	/** The next message, which must be this one from a peer, or a good answer. */
	Received expect(OpCode opCode) {
		return receive().is(opCode).fromApplication();
	}

	/** The next message, which must come from the engine with one of these statuses. */
	Received expectFromEngine(OpCode opCode, AmpeStatus... anyOf) {
		return receive().is(opCode).fromEngine(anyOf);
	}

	/** All messages up to the last one of a channel. */
	List<Received> receiveUntilEndOf(int channel) {
		List<Received> all = new ArrayList<>();
		do {
			all.add(receive());
		}
		while (!all.get(all.size() - 1).isLastOf(channel));
		return all;
	}

	/** Makes sure that nothing else arrives while the loop goes round. */
	void expectNothingElse() {
		assertThat(goRound()).isEmpty();
	}

	/**
	 * Lets the loop go round at least twice, by a listener that comes and goes.
	 * @return what else arrived meanwhile
	 */
	List<Received> goRound() {
		List<Received> others = new ArrayList<>();
		int channel = welcome(Address.tcpServer("127.0.0.1", 0)).post().channelNumber();
		for (Received next = receive(); !next.isLastOf(channel); next = receive()) {
			if (next.channel() != channel) {
				others.add(next);
			}
			else {
				next.is(OpCode.WELCOME_RESPONSE).fromApplication();
				draft(OpCode.BYE_SIGNAL).on(channel).post();
			}
		}
		return others;
	}

	@Override
	public void close() {
		this.group.close();
	}

}

package io.tofu.process;

import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Function;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.engine.TofuEngine;

/**
 * Many connections to one address, all of one group: {@code connect N}, {@code echo},
 * {@code leave}. Each answers how many of them did.
 */
public final class EchoClients {

	/** As many as surely fit into the queue of a listener. */
	private static final int AT_A_TIME = 256;

	/** What a JVM opens for itself. */
	private static final int SPARE = 200;

	private final Ampe ampe = TofuEngine.start(AmpeOptions.defaults());

	private final ChannelGroup group = this.ampe.createGroup();

	private final Address address;

	private final BitSet channels = new BitSet();

	private EchoClients(Address address) {
		this.address = address;
	}

	public static void main(String[] arguments) throws IOException {
		Parent parent = Parent.meet();
		EchoClients clients = new EchoClients(Address.client(arguments[0]));
		Map<String, Function<String, Object>> answers = Map.of("connect", clients::connect, "echo", clients::echo,
				"leave", clients::leave);
		parent.answer(answers);
	}

	private Object connect(String count) {
		int wanted = Integer.parseInt(count);
		Descriptors.ensureFree(wanted + SPARE);
		for (int posted = 0, connected = 0; connected < wanted;) {
			if (posted < wanted && posted - connected < AT_A_TIME) {
				posted++;
				try (Message hello = this.ampe.get()) {
					this.address.format(hello);
					this.group.post(hello);
				}
				continue;
			}
			try (Message answer = this.group.waitReceive()) {
				check(answer, OpCode.HELLO_RESPONSE);
				this.channels.set(answer.channelNumber());
				connected++;
			}
		}
		return this.channels.cardinality();
	}

	/** Everybody asks; then everybody is answered. */
	private Object echo(String text) {
		postAll(OpCode.REQUEST, text);
		BitSet answered = new BitSet();
		while (!answered.equals(this.channels)) {
			try (Message answer = this.group.waitReceive()) {
				check(answer, OpCode.RESPONSE);
				if (!new String(answer.body().toByteArray()).equals(text + answer.messageId())
						|| answer.messageId() != answer.channelNumber()) {
					throw new AssertionError("Not what was asked: " + answer);
				}
				answered.set(answer.channelNumber());
			}
		}
		return answered.cardinality();
	}

	/** Everybody leaves without a word. */
	private Object leave(String nothing) {
		postAll(OpCode.BYE_SIGNAL, "");
		int left = 0;
		while (!this.channels.isEmpty()) {
			try (Message last = this.group.waitReceive()) {
				if (last.status() != AmpeStatus.CHANNEL_CLOSED) {
					throw new AssertionError("Not an end: " + last);
				}
				this.channels.clear(last.channelNumber());
				left++;
			}
		}
		return left;
	}

	private void postAll(OpCode opCode, String text) {
		this.channels.stream().forEach((channel) -> {
			try (Message message = this.ampe.get().opCode(opCode).channelNumber(channel).messageId(channel)) {
				message.body().append((text + channel).getBytes());
				this.group.post(message);
			}
		});
	}

	private static void check(Message answer, OpCode expected) {
		if (answer.isFromEngine() || answer.opCode() != expected) {
			throw new AssertionError("Not a " + expected + ": " + answer + " " + answer.headers());
		}
	}

}

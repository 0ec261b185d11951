package io.tofu.process;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.engine.TofuEngine;

/**
 * A listener that answers one hello and receives nothing after it: {@code address},
 * {@code greet}, {@code say N}.
 */
public final class DeafPeer {

	private final Ampe ampe = TofuEngine.start(AmpeOptions.builder().inboxMessages(1).build());

	private final ChannelGroup group = this.ampe.createGroup();

	private int channel;

	public static void main(String[] arguments) throws IOException {
		Parent parent = Parent.meet();
		DeafPeer peer = new DeafPeer();
		String address = peer.listen(Address.server(arguments[0]));
		Map<String, Function<String, Object>> answers = Map.of("address", (rest) -> address, "greet", peer::greet,
				"say", peer::say);
		parent.answer(answers);
	}

	private String listen(Address server) {
		try (Message welcome = this.ampe.get()) {
			server.format(welcome);
			this.group.post(welcome);
		}
		try (Message up = this.group.waitReceive()) {
			return String.valueOf(up.headers().first(Address.LISTEN_ON));
		}
	}

	private Object greet(String nothing) {
		try (Message hello = this.group.waitReceive()) {
			this.channel = hello.channelNumber();
			return this.group.post(hello.opCode(OpCode.HELLO_RESPONSE)).messageId();
		}
	}

	/** Says something under the ids from 1 on. */
	private Object say(String count) {
		for (int i = 1; i <= Integer.parseInt(count); i++) {
			try (Message message = this.ampe.get().opCode(OpCode.REQUEST).channelNumber(this.channel).messageId(i)) {
				this.group.post(message);
			}
		}
		return count;
	}

}

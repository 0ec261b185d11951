package io.tofu.sample.spooler;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.engine.TofuEngine;
import io.tofu.sample.ticket.PrintProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/** A worker that does what a test wants, with the engine alone. */
final class WorkerStub implements AutoCloseable {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final byte[] IMAGE = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".getBytes(StandardCharsets.UTF_8);

	private final Ampe ampe = TofuEngine.start(AmpeOptions.defaults());

	private final ChannelGroup group = this.ampe.createGroup();

	private final int channel;

	WorkerStub(int port, String name, String types) {
		this(port, name, types, "1");
	}

	WorkerStub(int port, String name, String types, String jobsAtOnce) {
		Message hello = this.ampe.get();
		Address.tcpClient("127.0.0.1", port).format(hello);
		hello.headers()
			.add(PrintProtocol.PDL, types)
			.add(PrintProtocol.WORKER, name)
			.add(PrintProtocol.JOBS_AT_ONCE, jobsAtOnce);
		this.channel = this.group.post(hello).channelNumber();
		receive(OpCode.HELLO_RESPONSE).close();
	}

	/** The next job; its document is thrown away. Its id is that of the Request. */
	long job() {
		Message request = receive(OpCode.REQUEST);
		long id = request.messageId();
		boolean more = request.hasMore();
		request.close();
		while (more) {
			try (Message part = receive(OpCode.REQUEST)) {
				more = part.hasMore();
			}
		}
		return id;
	}

	/** The first part of the next job, as it came. */
	Message request() {
		return receive(OpCode.REQUEST);
	}

	void progress(long id, String body) {
		Message signal = message(OpCode.SIGNAL, id);
		signal.body().append(body.getBytes(StandardCharsets.US_ASCII));
		this.group.post(signal);
	}

	void page(long id) {
		Message page = message(OpCode.RESPONSE, id).more(true);
		page.body().append(IMAGE);
		this.group.post(page);
	}

	void done(long id) {
		this.group.post(message(OpCode.RESPONSE, id));
	}

	void refuse(long id, String type) {
		Message refusal = message(OpCode.RESPONSE, id);
		refusal.headers().add("error-type", type).add("error-message", "The stub does not want to");
		this.group.post(refusal);
	}

	/** Says goodbye, with its job not begun. */
	void leave() {
		this.group.post(message(OpCode.BYE_REQUEST, this.ampe.nextMessageId()));
		receive(OpCode.BYE_RESPONSE).close();
	}

	/** Dies. */
	@Override
	public void close() {
		this.ampe.close();
	}

	private Message message(OpCode opCode, long id) {
		return this.ampe.get().opCode(opCode).channelNumber(this.channel).messageId(id);
	}

	/** Waits for a message, and skips Signals. */
	private Message receive(OpCode wanted) {
		while (true) {
			Message message = this.group.waitReceive(LONG);
			assertThat(message).as("%s within %s", wanted, LONG).isNotNull();
			if (message.opCode() == wanted && message.isFromApplication()) {
				return message;
			}
			assertThat(message.opCode()).as("%s", message).isEqualTo(OpCode.SIGNAL);
			message.close();
		}
	}

}

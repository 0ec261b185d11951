package io.tofu.spring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The engine's own messages through the client: what peers without Spring speak. */
@Timeout(60)
class RawMessagesTests {

	private TestApplication server;

	private RawPeer peer;

	private TofuChannel channel;

	@BeforeEach
	void start() throws Exception {
		this.server = TestApplication.listeningOn("tcp://127.0.0.1:0");
		this.peer = RawPeer.greet(this.server.address());
		this.channel = this.server.connections.channels().iterator().next();
		await().until(this.channel::takesRequests);
	}

	@AfterEach
	void stop() throws Exception {
		this.peer.close();
		await().untilAsserted(() -> assertThat(this.server.ampe.stats().messagesInUse()).isZero());
		this.server.close();
	}

	@Test
	void aMessageIsSentAsItIsAndStaysTheCallers() throws Exception {
		try (Message job = this.server.ampe.get()) {
			job.headers().add("Job-Id", "7");
			job.headers().add("File", "a");
			job.headers().add("File", "b");
			job.body().append("PDF".getBytes(StandardCharsets.UTF_8));
			TofuClient.RequestSpec request = this.server.client.channel(this.channel).body(job);
			CompletableFuture<String> first = request.requestAsync(String.class);
			RawPeer.Frame sent = this.peer.receive();
			assertThat(sent).isEqualTo(
					new RawPeer.Frame(OpCode.REQUEST, false, sent.id(), "Job-Id:7\r\nFile:a\r\nFile:b\r\n", "PDF"));
			this.peer.send(OpCode.RESPONSE, sent.id(), "", "ok");
			assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("ok");
			job.headers().set("Job-Id", "8");
			request.header("File", "c").signal();
			RawPeer.Frame again = this.peer.receive();
			assertThat(again.opCode()).isEqualTo(OpCode.SIGNAL);
			assertThat(again.headers()).contains("Job-Id:8\r\n", "File:c\r\n").doesNotContain("File:a");
			assertThat(again.id()).isNotEqualTo(sent.id());
		}
	}

	@Test
	void anAnswerIsHadAsItCameAndIsTheCallersToClose() throws Exception {
		CompletableFuture<Message> request = this.channel.route("rip").requestAsync(Message.class);
		long id = this.peer.receive().id();
		this.peer.send(OpCode.RESPONSE, id, "Page:1\r\nempty:\r\nPage:2\r\n", "bytes");
		try (Message answer = request.get(10, TimeUnit.SECONDS)) {
			assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
			assertThat(answer.messageId()).isEqualTo(id);
			assertThat(answer.channelNumber()).isEqualTo(this.channel.number());
			assertThat(answer.headers().all("Page")).containsExactly("1", "2");
			assertThat(answer.headers().contains("empty")).isFalse();
			assertThat(answer.body().toByteArray()).asString(StandardCharsets.UTF_8).isEqualTo("bytes");
			assertThat(this.server.ampe.stats().messagesInUse()).isOne();
		}
	}

	@Test
	void anEmptyAnswerIsAMessage() throws Exception {
		CompletableFuture<org.springframework.messaging.Message<Message>> request = this.channel.route("rip")
			.requestAsync(new ParameterizedTypeReference<org.springframework.messaging.Message<Message>>() {
			});
		this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), "Page:1\r\n", "");
		org.springframework.messaging.Message<Message> answer = request.get(10, TimeUnit.SECONDS);
		assertThat(answer.getHeaders()).containsEntry("Page", "1");
		try (Message message = answer.getPayload()) {
			assertThat(message.body().length()).isZero();
		}
	}

	@Test
	void anErrorIsAnExceptionForThemToo() throws Exception {
		CompletableFuture<Message> request = this.channel.route("rip").requestAsync(Message.class);
		this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), "error-type:no_paper\r\n", "");
		assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
			.isThrownBy(() -> request.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(TofuRemoteException.class);
	}

	@Test
	void anAnswerThatIsNoOneMessageIsRefused() throws Exception {
		CompletableFuture<Message> request = this.channel.route("rip").requestAsync(Message.class);
		long id = this.peer.receive().id();
		this.peer.send(OpCode.RESPONSE, id, true, "", "x".repeat(Message.MAX_BODY_LENGTH));
		this.peer.send(OpCode.RESPONSE, id, "", "x");
		assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
			.isThrownBy(() -> request.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(PayloadTooLargeException.class);
	}

	@Test
	void nobodyHasToCloseWhatIsReadTooLate() throws Exception {
		AtomicReference<CompletableFuture<Message>> request = new AtomicReference<>();
		AnswerReader answers = new AnswerReader(this.server.connections);
		Call call = new Call(RequestTarget.of(this.channel), new RequestContent(Map.of(), EncodedPayload.EMPTY),
				Duration.ofSeconds(30), null);
		CompletableFuture<Message> unwanted = new CompletableFuture<>();
		request.set(call.start((answer) -> {
			Message read = answers.<Message>read(answer, Message.class);
			request.get().cancel(false);
			return read;
		}, unwanted::complete));
		this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), "", "answer");
		Message message = unwanted.get(10, TimeUnit.SECONDS);
		assertThat(this.server.ampe.stats().messagesInUse()).isOne();
		AnswerReader.discard(new GenericMessage<>(message));
		assertThat(this.server.ampe.stats().messagesInUse()).isZero();
	}

}

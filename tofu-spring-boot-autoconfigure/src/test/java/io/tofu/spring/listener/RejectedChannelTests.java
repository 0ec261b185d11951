package io.tofu.spring.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * Whoever is rejected on an open channel gets no more answers. What its Requests have
 * become stands in the goodbye.
 */
@Timeout(60)
class RejectedChannelTests {

	private static final int ROUNDS = 300;

	@Test
	void anAnswerThatIsNotSentIsOwed() {
		TofuChannel channel = Mockito.mock();
		Answers answers = new Answers(channel, new Reading(channel), Runnable::run);
		answers.result(OpCode.REQUEST, 1, "sent");
		assertThat(answers.isOwing()).isFalse();
		given(channel.isRejected()).willReturn(true);
		answers.result(OpCode.REQUEST, 2, "dropped");
		assertThat(answers.isOwing()).isTrue();
	}

	@Test
	void anErrorThatIsNotSentIsOwed() {
		TofuChannel channel = Mockito.mock();
		Answers answers = new Answers(channel, new Reading(channel), Runnable::run);
		WireError error = new WireError(ErrorTypes.INTERNAL, null, true);
		answers.error(OpCode.REQUEST, 1, error);
		assertThat(answers.isOwing()).isFalse();
		given(channel.isRejected()).willReturn(true);
		answers.error(OpCode.REQUEST, 2, error);
		assertThat(answers.isOwing()).isTrue();
	}

	/** The rejection comes at about the moment in which the listener returns. */
	@Test
	void theGoodbyeNeverSaysThatAHandledRequestWasNotHandled() throws Exception {
		Handler handler = new Handler();
		try (Application application = Application.of(handler)) {
			for (int i = 0; i < ROUNDS; i++) {
				handler.worked.set(false);
				try (RawPeer peer = application.greet()) {
					peer.send(OpCode.REQUEST, 1, "", "route:work");
					RawPeer.Frame next = peer.receive();
					boolean answered = next.opCode() == OpCode.RESPONSE;
					RawPeer.Frame goodbye = answered ? peer.receive() : next;
					assertThat(goodbye.opCode()).isEqualTo(OpCode.BYE_REQUEST);
					assertThat(answered || goodbye.header("tofu-taken") != null || !handler.worked.get())
						.as("answered, or taken, or not handled")
						.isTrue();
				}
			}
		}
	}

	static class Handler {

		final AtomicBoolean worked = new AtomicBoolean();

		@TofuListener("work")
		void work(TofuChannel channel) {
			CompletableFuture.runAsync(() -> channel.reject(ErrorTypes.UNAUTHORIZED, null));
			this.worked.set(true);
		}

	}

}

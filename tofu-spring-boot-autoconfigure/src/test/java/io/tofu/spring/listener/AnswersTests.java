package io.tofu.spring.listener;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.inOrder;

/** What becomes of answers that cannot be sent. */
class AnswersTests {

	@Test
	void theChannelIsReadAgainThoughThereIsNoThreadToSendAnError() {
		TofuChannel channel = Mockito.mock();
		willThrow(new AmpeException(AmpeStatus.SEND_QUEUE_FULL, "full")).given(channel)
			.respondError(OpCode.REQUEST, 1, ErrorTypes.INTERNAL, null);
		Answers answers = new Answers(channel, new Reading(channel), (task) -> {
			throw new OutOfMemoryError("no thread, by the test");
		});
		answers.error(OpCode.REQUEST, 1, new WireError(ErrorTypes.INTERNAL, null, true));
		var reading = inOrder(channel);
		reading.verify(channel).pauseReceive();
		reading.verify(channel).resumeReceive();
		assertThat(answers.isOwing()).isTrue();
	}

}

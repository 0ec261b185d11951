package io.tofu.spring;

import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.ChannelGroup;
import org.junit.jupiter.api.Test;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;

/** When a channel is read. */
class ReadGateTests {

	private final ChannelGroup group = mock();

	private final AtomicBoolean awaitsAnswer = new AtomicBoolean();

	private final ReadGate gate = new ReadGate(this.group, 9, this.awaitsAnswer::get);

	@Test
	void fullListenersPauseAndResume() {
		this.gate.full(true);
		this.gate.full(true);
		verify(this.group).pauseReceive(9);
		this.gate.full(false);
		this.gate.full(false);
		verify(this.group).resumeReceive(9);
		verifyNoMoreInteractions(this.group);
	}

	@Test
	void awaitedAnswerIsReadThoughListenersAreFull() {
		this.awaitsAnswer.set(true);
		this.gate.full(true);
		verifyNoInteractions(this.group);
		this.awaitsAnswer.set(false);
		this.gate.answersChanged();
		verify(this.group).pauseReceive(9);
		this.awaitsAnswer.set(true);
		this.gate.answersChanged();
		verify(this.group).resumeReceive(9);
		this.awaitsAnswer.set(false);
		this.gate.answersChanged();
		verify(this.group, times(2)).pauseReceive(9);
	}

	@Test
	void undecidedHelloPausesWhateverElse() {
		this.awaitsAnswer.set(true);
		this.gate.undecided(true);
		verify(this.group).pauseReceive(9);
		this.gate.full(true);
		this.gate.full(false);
		this.gate.answersChanged();
		verifyNoMoreInteractions(this.group);
		this.gate.undecided(false);
		verify(this.group).resumeReceive(9);
	}

	@Test
	void theNumberOfAChannelThatHasEndedIsLeftAlone() {
		this.gate.full(true);
		verify(this.group).pauseReceive(9);
		this.gate.close();
		this.gate.full(false);
		this.gate.undecided(true);
		verifyNoMoreInteractions(this.group);
	}

	@Test
	void fullStreamPausesWhateverElse() {
		this.awaitsAnswer.set(true);
		this.gate.streamIsFull();
		verify(this.group).pauseReceive(9);
		this.gate.streamIsFull();
		this.gate.full(true);
		this.gate.full(false);
		this.gate.streamHasRoom();
		verifyNoMoreInteractions(this.group);
		this.gate.streamHasRoom();
		verify(this.group).resumeReceive(9);
	}

	@Test
	void streamMayHaveRoomBeforeItWasSaidToBeFull() {
		this.gate.streamHasRoom();
		this.gate.streamIsFull();
		verifyNoInteractions(this.group);
	}

}

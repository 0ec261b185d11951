package io.tofu.behaviour;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * How an engine behaves over TCP.
 */
@DisplayName("Over TCP")
class TcpEngineTests {

	@Nested
	class Lifecycle extends LifecycleBehaviour {

		Lifecycle() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Listening extends ListeningBehaviour {

		Listening() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Connecting extends ConnectingBehaviour {

		Connecting() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Talking extends TalkingBehaviour {

		Talking() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Closing extends ClosingBehaviour {

		Closing() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Posting extends PostingBehaviour {

		Posting() {
			super(Wire::tcp);
		}

	}

	@Nested
	class SendQueue extends SendQueueBehaviour {

		SendQueue() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Receiving extends ReceivingBehaviour {

		Receiving() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Notices extends NoticesBehaviour {

		Notices() {
			super(Wire::tcp);
		}

	}

	@Nested
	class WireFormat extends WireFormatBehaviour {

		WireFormat() {
			super(Wire::tcp);
		}

	}

	@Nested
	class SplitFrames extends SplitFramesBehaviour {

		SplitFrames() {
			super(Wire::tcp);
		}

	}

	@Nested
	class HostilePeers extends HostilePeersBehaviour {

		HostilePeers() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Racing extends RacingBehaviour {

		Racing() {
			super(Wire::tcp);
		}

	}

	@Nested
	class OriginalPeers extends OriginalPeerBehaviour {

		OriginalPeers() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Limits extends LimitsBehaviour {

		Limits() {
			super(Wire::tcp);
		}

	}

	@Nested
	class ToleratedInput extends ToleratedInputBehaviour {

		ToleratedInput() {
			super(Wire::tcp);
		}

	}

	@Nested
	class TotalSend extends TotalSendBehaviour {

		TotalSend() {
			super(Wire::tcp);
		}

	}

	@Nested
	class PartialFrames extends PartialFramesBehaviour {

		PartialFrames() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Timeouts extends TimeoutsBehaviour {

		Timeouts() {
			super(Wire::tcp);
		}

	}

	@Nested
	class StandingClocks extends StandingClocksBehaviour {

		StandingClocks() {
			super(Wire::tcp);
		}

	}

	@Nested
	class ChannelInfos extends ChannelInfoBehaviour {

		ChannelInfos() {
			super(Wire::tcp);
		}

	}

	@Nested
	class EngineListeners extends EngineListenerBehaviour {

		EngineListeners() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Turning extends TurningBehaviour {

		Turning() {
			super(Wire::tcp);
		}

	}

}

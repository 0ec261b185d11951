package io.tofu.behaviour;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * How an engine behaves over UDS.
 */
@DisplayName("Over UDS")
class UdsEngineTests {

	@Nested
	class Lifecycle extends LifecycleBehaviour {

		Lifecycle() {
			super(Wire::uds);
		}

	}

	@Nested
	class Listening extends ListeningBehaviour {

		Listening() {
			super(Wire::uds);
		}

	}

	@Nested
	class Connecting extends ConnectingBehaviour {

		Connecting() {
			super(Wire::uds);
		}

	}

	@Nested
	class Talking extends TalkingBehaviour {

		Talking() {
			super(Wire::uds);
		}

	}

	@Nested
	class Closing extends ClosingBehaviour {

		Closing() {
			super(Wire::uds);
		}

	}

	@Nested
	class Posting extends PostingBehaviour {

		Posting() {
			super(Wire::uds);
		}

	}

	@Nested
	class SendQueue extends SendQueueBehaviour {

		SendQueue() {
			super(Wire::uds);
		}

	}

	@Nested
	class Receiving extends ReceivingBehaviour {

		Receiving() {
			super(Wire::uds);
		}

	}

	@Nested
	class Notices extends NoticesBehaviour {

		Notices() {
			super(Wire::uds);
		}

	}

	@Nested
	class WireFormat extends WireFormatBehaviour {

		WireFormat() {
			super(Wire::uds);
		}

	}

	@Nested
	class SplitFrames extends SplitFramesBehaviour {

		SplitFrames() {
			super(Wire::uds);
		}

	}

	@Nested
	class HostilePeers extends HostilePeersBehaviour {

		HostilePeers() {
			super(Wire::uds);
		}

	}

	@Nested
	class Racing extends RacingBehaviour {

		Racing() {
			super(Wire::uds);
		}

	}

	@Nested
	class OriginalPeers extends OriginalPeerBehaviour {

		OriginalPeers() {
			super(Wire::uds);
		}

	}

	@Nested
	class Limits extends LimitsBehaviour {

		Limits() {
			super(Wire::uds);
		}

	}

	@Nested
	class ToleratedInput extends ToleratedInputBehaviour {

		ToleratedInput() {
			super(Wire::uds);
		}

	}

	@Nested
	class TotalSend extends TotalSendBehaviour {

		TotalSend() {
			super(Wire::uds);
		}

	}

	@Nested
	class PartialFrames extends PartialFramesBehaviour {

		PartialFrames() {
			super(Wire::uds);
		}

	}

	@Nested
	class Timeouts extends TimeoutsBehaviour {

		Timeouts() {
			super(Wire::uds);
		}

	}

	@Nested
	class StandingClocks extends StandingClocksBehaviour {

		StandingClocks() {
			super(Wire::uds);
		}

	}

	@Nested
	class ChannelInfos extends ChannelInfoBehaviour {

		ChannelInfos() {
			super(Wire::uds);
		}

	}

	@Nested
	class EngineListeners extends EngineListenerBehaviour {

		EngineListeners() {
			super(Wire::uds);
		}

	}

	@Nested
	class Turning extends TurningBehaviour {

		Turning() {
			super(Wire::uds);
		}

	}

}

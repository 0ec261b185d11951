package io.tofu.behaviour;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * How an engine behaves over UDS when there is much of everything.
 */
@DisplayName("Much over UDS")
class UdsScaleTests {

	@Nested
	class Starvation extends StarvationBehaviour {

		Starvation() {
			super(Wire::uds);
		}

	}

	@Nested
	class ManyConnections extends ManyConnectionsBehaviour {

		ManyConnections() {
			super(Wire::uds);
		}

	}

	@Nested
	class ManyCycles extends ManyCyclesBehaviour {

		ManyCycles() {
			super(Wire::uds);
		}

	}

	@Nested
	class KilledPeer extends KilledPeerBehaviour {

		KilledPeer() {
			super(Wire::uds);
		}

	}

	@Nested
	class AcceptFailure extends AcceptFailureBehaviour {

		AcceptFailure() {
			super(Wire::uds);
		}

	}

	@Nested
	class Reconnecting extends ReconnectingBehaviour {

		Reconnecting() {
			super(Wire::uds);
		}

	}

	@Nested
	class Neighbours extends NeighboursBehaviour {

		Neighbours() {
			super(Wire::uds);
		}

	}

	@Nested
	class PrintServer extends PrintServerBehaviour {

		PrintServer() {
			super(Wire::uds);
		}

	}

}

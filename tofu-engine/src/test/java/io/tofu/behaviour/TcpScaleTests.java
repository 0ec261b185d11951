package io.tofu.behaviour;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * How an engine behaves over TCP when there is much of everything.
 */
@DisplayName("Much over TCP")
class TcpScaleTests {

	@Nested
	class Starvation extends StarvationBehaviour {

		Starvation() {
			super(Wire::tcp);
		}

	}

	@Nested
	class ManyConnections extends ManyConnectionsBehaviour {

		ManyConnections() {
			super(Wire::tcp);
		}

	}

	@Nested
	class ManyCycles extends ManyCyclesBehaviour {

		ManyCycles() {
			super(Wire::tcp);
		}

	}

	@Nested
	class KilledPeer extends KilledPeerBehaviour {

		KilledPeer() {
			super(Wire::tcp);
		}

	}

	@Nested
	class AcceptFailure extends AcceptFailureBehaviour {

		AcceptFailure() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Reconnecting extends ReconnectingBehaviour {

		Reconnecting() {
			super(Wire::tcp);
		}

	}

	@Nested
	class Neighbours extends NeighboursBehaviour {

		Neighbours() {
			super(Wire::tcp);
		}

	}

	@Nested
	class PrintServer extends PrintServerBehaviour {

		PrintServer() {
			super(Wire::tcp);
		}

	}

}

package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.SocketChannel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Tests of {@link AcceptedConnection}.
 */
@Timeout(30)
class AcceptedConnectionTests {

	@Test
	void socketThatCannotBeTakenOverIsClosedAndNoFaultOfTheListener() throws IOException {
		IdleReactor idle = new IdleReactor((options) -> options);
		Reactor reactor = idle.reactor();
		Acceptor listener = new Acceptor(reactor.table().claim(), idle.group(), reactor);
		AcceptedConnection connection = new AcceptedConnection(reactor.table().claim(), listener);
		idle.close();
		SocketChannel socket = SocketChannel.open();
		assertThatCode(() -> connection.onAccepted(socket)).doesNotThrowAnyException();
		assertThat(socket.isOpen()).isFalse();
		assertThat(connection.isGone()).isTrue();
		assertThat(connection.isEnded()).isTrue();
	}

}

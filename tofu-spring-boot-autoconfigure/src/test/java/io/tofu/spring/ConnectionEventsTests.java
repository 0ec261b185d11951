package io.tofu.spring;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.Ampe;
import io.tofu.ChannelGroup;
import io.tofu.ChannelInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/** A connection is told to have come about, and then to have ended. */
@Timeout(60)
class ConnectionEventsTests {

	/** Whether the Hello was written, and then the state of a connection that is open. */
	private static final int OPENING = 2;

	private final AtomicInteger questions = new AtomicInteger();

	private final CountDownLatch opening = new CountDownLatch(1);

	private final CountDownLatch goesOn = new CountDownLatch(1);

	@Test
	void anEndWhileItIsBeingOpenedIsToldAfterwards() throws Exception {
		try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = TestApplication.with()
					.disguise(this::slowToTell)
					.peer("peer",
							PeerSettings.builder("tcp://127.0.0.1:" + socket.getLocalPort())
								.awaitHelloResponse(false)
								.build())
					.start()) {
			try (RawPeer peer = RawPeer.accept(socket)) {
				assertThat(this.opening.await(10, TimeUnit.SECONDS)).isTrue();
				TofuChannel channel = client.connections.channels().iterator().next();
				peer.hangUp();
				await().until(() -> channel.ended().isDone());
				Thread receiver = client.connections.session().loop().thread();
				await().until(() -> receiver.getState() == Thread.State.BLOCKED || !client.events.isEmpty());
			}
			finally {
				this.goesOn.countDown();
			}
			await().until(() -> client.events.size() > 1);
			assertThat(client.events.subList(0, 2)).extracting(Object::getClass)
				.isEqualTo(List.of(TofuPeerConnectedEvent.class, TofuPeerDisconnectedEvent.class));
		}
	}

	/** An engine that takes its time when it is asked for a channel that is open. */
	private Ampe slowToTell(Ampe engine) {
		ChannelGroup real = engine.createGroup();
		ChannelGroup group = mock(ChannelGroup.class, withSettings().stubOnly().defaultAnswer(delegatesTo(real)));
		doAnswer((call) -> {
			ChannelInfo info = real.channel(call.getArgument(0));
			if (info != null && info.messagesOut() > 0 && this.questions.incrementAndGet() == OPENING) {
				this.opening.countDown();
				assertThat(this.goesOn.await(20, TimeUnit.SECONDS)).isTrue();
			}
			return info;
		}).when(group).channel(anyInt());
		Ampe disguised = mock(Ampe.class, withSettings().stubOnly().defaultAnswer(delegatesTo(engine)));
		doReturn(group).when(disguised).createGroup();
		return disguised;
	}

}

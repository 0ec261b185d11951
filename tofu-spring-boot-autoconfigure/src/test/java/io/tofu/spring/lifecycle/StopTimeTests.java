package io.tofu.spring.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long stopping takes: no longer than it must, and no longer than it may.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class StopTimeTests {

	private static final Duration GRACE_PERIOD = Duration.ofMillis(400);

	private static final Duration BYE_TIMEOUT = Duration.ofMillis(300);

	@Test
	void stopWithoutTrafficWaitsForNothing() {
		String[] patient = { "tofu.shutdown.grace-period=1h", "tofu.shutdown.bye-timeout=1h",
				"spring.lifecycle.timeout-per-shutdown-phase=2h" };
		Line line = Line.TCP_DIALLED_BY_TEST;
		try (Line.End end = line.free();
				ConfigurableApplicationContext server = Station.start(line.ofChild(end, patient));
				ConfigurableApplicationContext client = Station.start(line.ofTest(end, patient))) {
			Station station = client.getBean(Station.class);
			assertThat(station.channel().route("echo").body("hello").request(String.class)).isEqualTo("hello");
			close("server", server);
			close("client", client);
		}
	}

	@Test
	void worstCaseIsTheGracePeriodAndThenTheByeTimeout(CapturedOutput output) throws InterruptedException {
		try (ConfigurableApplicationContext server = Station.application(Hanging.class, WebApplicationType.NONE)
			.registerShutdownHook(false)
			.run(ChildProcess.asArguments("tofu.server.address=tcp://127.0.0.1:0",
					"tofu.shutdown.grace-period=" + GRACE_PERIOD.toMillis() + "ms",
					"tofu.shutdown.bye-timeout=" + BYE_TIMEOUT.toMillis() + "ms"));
				Ampe ampe = TofuEngine.start(AmpeOptions.defaults());
				ChannelGroup group = ampe.createGroup()) {
			int port = server.getEnvironment().getRequiredProperty("local.tofu.port", Integer.class);
			int channel = greet(ampe, group, port);
			request(ampe, group, channel);
			Hanging hanging = server.getBean(Hanging.class);
			awaitCall(hanging);
			Duration taken = close("server that must not be waited for", server);
			assertThat(taken).isGreaterThanOrEqualTo(GRACE_PERIOD.plus(BYE_TIMEOUT));
			assertThat(output).contains("1 messages are still being handled after the grace period",
					"Cut off: 1 calls of listener 'stopTimeTests.Hanging.hang'");
			assertThat(output.getAll()).containsOnlyOnce("Cut off");
			// the interrupt is sent by then, not necessarily received
			assertThat(hanging.interrupted.await(30, TimeUnit.SECONDS)).as("interrupted").isTrue();
		}
	}

	private static Duration close(String what, ConfigurableApplicationContext context) {
		long begun = System.nanoTime();
		context.close();
		Duration taken = Duration.ofNanos(System.nanoTime() - begun);
		System.out.println("Closed the " + what + " in " + taken.toMillis() + " ms");
		return taken;
	}

	/** Connects without being a starter: nobody answers the goodbye. */
	private static int greet(Ampe ampe, ChannelGroup group, int port) {
		try (Message hello = ampe.get()) {
			Address.tcpClient("127.0.0.1", port).format(hello);
			group.post(hello);
		}
		try (Message answer = group.waitReceive()) {
			assertThat(answer.opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
			return answer.channelNumber();
		}
	}

	private static void request(Ampe ampe, ChannelGroup group, int channel) {
		try (Message request = ampe.get()) {
			request.opCode(OpCode.REQUEST).channelNumber(channel).headers().add(TofuHeaders.ROUTE, "hang");
			group.post(request);
		}
	}

	private static void awaitCall(Hanging hanging) {
		try {
			hanging.called.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Import(Station.class)
	static class Hanging {

		private final CountDownLatch called = new CountDownLatch(1);

		private final CountDownLatch interrupted = new CountDownLatch(1);

		@TofuListener("hang")
		void hang() {
			this.called.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
			}
		}

	}

}

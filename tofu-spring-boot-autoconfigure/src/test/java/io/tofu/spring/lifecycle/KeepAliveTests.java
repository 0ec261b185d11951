package io.tofu.spring.lifecycle;

import java.util.HashSet;
import java.util.Set;

import io.tofu.spring.listener.TofuListenerRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether a program that is no web application goes on when its main method has ended.
 */
class KeepAliveTests {

	private static final Line LINE = Line.TCP_DIALLED_BY_CHILD;

	@Test
	void programWithoutListenersEnds() {
		try (Line.End end = LINE.free();
				ConfigurableApplicationContext test = Station.start(LINE.ofTest(end));
				ChildProcess child = ChildProcess.start(PureClient.class, LINE.ofChild(end))) {
			assertThat(test.isRunning()).isTrue();
			assertThat(child.awaitExit()).as(child::output).isZero();
			assertThat(child.output()).contains("The answer is hello");
		}
	}

	@Test
	void addressToListenOnKeepsAProgramUpThatHasNoListeners() {
		Set<Thread> others = Thread.getAllStackTraces().keySet();
		try (ConfigurableApplicationContext context = Station.application(PureClient.class, WebApplicationType.NONE)
			.registerShutdownHook(false)
			.run("--tofu.server.address=tcp://127.0.0.1:0")) {
			assertThat(context.getBean(TofuListenerRegistry.class).all()).isEmpty();
			Set<Thread> own = new HashSet<>(Thread.getAllStackTraces().keySet());
			own.removeAll(others);
			assertThat(own).filteredOn(Thread::getName, "tofu-receive")
				.singleElement()
				.matches((thread) -> !thread.isDaemon());
		}
	}

	@Test
	void programThatServesOnAConnectionOfItsOwnStaysUp() {
		try (Line.End end = LINE.free();
				ConfigurableApplicationContext test = Station.start(LINE.ofTest(end));
				ChildProcess child = ChildProcess.start(Station.class, LINE.ofChild(end))) {
			child.awaitOutput("Started Station");
			String answer = test.getBean(Station.class).channel().route("echo").body("here").request(String.class);
			assertThat(answer).isEqualTo("here");
			assertThat(child.isAlive()).isTrue();
		}
	}

}

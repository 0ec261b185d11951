package io.tofu.spring;

import java.time.Duration;

import io.tofu.ChannelInfo;

/**
 * Tells when a Hello was written. The engine does not, so it is looked for, ever more
 * seldom, on the scheduler.
 */
final class WrittenHello {

	private static final Duration FIRST_LOOK = Duration.ofMillis(1);

	/** How long the pauses between two looks become. */
	private static final Duration LONGEST_LOOK = Duration.ofMillis(50);

	private WrittenHello() {
	}

	/**
	 * Has something small done when a channel has sent its first message, unless it ends
	 * before.
	 * @throws java.util.concurrent.RejectedExecutionException if the scheduler has ended
	 */
	static void await(TofuChannel channel, Runnable then) {
		lookAfter(FIRST_LOOK, channel, then);
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private static void lookAfter(Duration pause, TofuChannel channel, Runnable then) {
		channel.connections().schedule(() -> {
			ChannelInfo info = channel.info();
			if (info != null && info.messagesOut() > 0) {
				then.run();
			}
			else if (!channel.ended().isDone()) {
				lookAfter((pause.compareTo(LONGEST_LOOK) < 0) ? pause.multipliedBy(2) : LONGEST_LOOK, channel, then);
			}
		}, pause);
	}

}

package io.tofu.engine;

import io.tofu.AmpeOptions;

/** What is counted of all channels of an engine together. */
record Totals(SendTotal send, PartialFrames partialFrames, Tally received, Tally sent) {

	Totals(AmpeOptions options) {
		this(new SendTotal(options.totalSendBytes()), new PartialFrames(options.partialFrameBytes()), new Tally(),
				new Tally());
	}

}

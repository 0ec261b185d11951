package io.tofu.spring;

/** Offers a message whose bytes are all there. */
final class WholeFeed implements OutgoingFeed {

	private final OutgoingFrames frames;

	private final OutgoingPart part;

	private volatile boolean running;

	WholeFeed(OutgoingFrames frames, EncodedPayload payload) {
		this.frames = frames;
		this.part = OutgoingPart.whole(payload);
	}

	@Override
	public void run() {
		this.running = true;
		this.frames.offer(this.part);
	}

	@Override
	public void wake() {
		if (this.running && !this.frames.isOver()) {
			this.frames.offer(this.part);
		}
	}

}

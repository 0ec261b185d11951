package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** What a selection key leads to. */
interface ReadyHandler {

	/** The socket is ready for something it was waiting for. */
	void onReady(SelectionKey key) throws IOException;

	/** Handling it threw. */
	void onFailure(Throwable failure);

}

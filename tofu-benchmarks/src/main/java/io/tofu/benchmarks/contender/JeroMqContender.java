package io.tofu.benchmarks.contender;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;

import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** JeroMQ, with one thread for its input and output; the server is a ROUTER. */
final class JeroMqContender implements Contender {

	/** Not a ZContext, which closes sockets that other threads are using. */
	private final ZMQ.Context context = ZMQ.context(1);

	static String address(Endpoint endpoint) {
		return "tcp://127.0.0.1:" + endpoint.where();
	}

	@Override
	public Server serve(Endpoint at) throws IOException {
		ZMQ.Socket router = this.context.socket(SocketType.ROUTER);
		router.setLinger(0);
		router.setBacklog(RawSockets.BACKLOG);
		router.bind((at.port() == 0) ? "tcp://127.0.0.1:*" : address(at));
		String bound = router.getLastEndpoint();
		Thread thread = new Thread(() -> serve(router), "jeromq-server");
		thread.setDaemon(true);
		thread.start();
		return new JeroMqServing(Endpoint.tcp(Integer.parseInt(bound.substring(bound.lastIndexOf(':') + 1))));
	}

	private static void serve(ZMQ.Socket router) {
		Body expected = Body.oneWay(1);
		try (router) {
			while (true) {
				byte[] peer = router.recv();
				byte[] body = router.recv();
				if (peer == null || body == null) {
					return;
				}
				if (Body.isOneWay(body[0])) {
					expected = expected.ofLength(body.length);
					expected.check(body);
				}
				else {
					router.send(peer, ZMQ.SNDMORE);
					router.send(body);
				}
			}
		}
		catch (ClosedSelectorException | ZMQException ex) {
			// the context was closed: that is how it ends
		}
	}

	@Override
	public Client connect(Endpoint to, int connections, int bodyLength) {
		return new JeroMqClient(this.context, to, connections, bodyLength);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/** Its thread closes the socket when the context ends: a socket is for one thread. */
	private record JeroMqServing(Endpoint endpoint) implements Server {

		@Override
		public void close() {
			// with the context
		}

	}

}

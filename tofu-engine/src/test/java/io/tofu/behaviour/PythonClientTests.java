package io.tofu.behaviour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.tofu.Address;
import io.tofu.OpCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The client that docs/protocol.md gives as an example talks to the engine, where there
 * is a Python to run it.
 */
class PythonClientTests extends EngineBehaviour {

	private static final String PYTHON = "python3";

	@TempDir
	private Path directory;

	private Path output;

	PythonClientTests() {
		super(Wire::tcp);
	}

	@BeforeAll
	static void pythonIsThere(@TempDir Path directory) {
		assumeThat(canRun(directory.resolve("output.txt"))).as("python3 can be run").isTrue();
	}

	@BeforeEach
	void collectOutput() {
		this.output = this.directory.resolve("output.txt");
	}

	@Test
	void saysHelloAsksAndSaysGoodbye() throws IOException {
		Node server = node();
		Process client = start(server.listen(this.wire.freshServer()).address());
		End end = greet(server);
		Received request = end.expect(OpCode.REQUEST).withHeader("route", "echo").withBody("hello, tofu");
		end.send(OpCode.SIGNAL).id(request.id()).body("progress").post();
		end.send(OpCode.RESPONSE).id(request.id()).more().header("first", "1").body("hello, ").post();
		end.send(OpCode.REQUEST).id(7).post();
		end.send(OpCode.RESPONSE).id(request.id()).header("second", "2").body("peer").post();
		end.expect(OpCode.RESPONSE).withId(7).withHeader("error-type", "not_found");
		Received bye = end.expect(OpCode.BYE_REQUEST);
		end.send(OpCode.BYE_RESPONSE).id(bye.id()).post();
		end.expectEnd();
		assertThat(exitValue(client)).as(output()).isZero();
		assertThat(output()).isEqualTo("{'first': '1'} hello, peer\n");
	}

	@Test
	void answersAGoodbyeThatCrossesItsOwn() throws IOException {
		Node server = node();
		Process client = start(server.listen(this.wire.freshServer()).address());
		End end = greet(server);
		Received request = end.expect(OpCode.REQUEST);
		end.send(OpCode.RESPONSE).id(request.id()).post();
		end.expect(OpCode.BYE_REQUEST);
		end.send(OpCode.BYE_REQUEST).id(9).post();
		end.expect(OpCode.BYE_RESPONSE).withId(9);
		end.expectEnd();
		assertThat(exitValue(client)).as(output()).isZero();
	}

	@Test
	void leavesWhenItIsRejected() throws IOException {
		Node server = node();
		Process client = start(server.listen(this.wire.freshServer()).address());
		Received hello = server.expect(OpCode.HELLO_REQUEST);
		End end = new End(server, hello.channel(), hello.id());
		end.send(OpCode.HELLO_RESPONSE).id(hello.id()).header("error-type", "unauthorized").post();
		end.expectEnd();
		assertThat(exitValue(client)).isEqualTo(1);
		assertThat(output()).contains("rejected").contains("unauthorized");
	}

	private static boolean canRun(Path output) {
		try {
			return exitValue(run(output, "-c", "import socket, struct")) == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static End greet(Node server) {
		Received hello = server.expect(OpCode.HELLO_REQUEST);
		assertThat(hello.value(Address.CONNECT_TO)).startsWith("tcp|127.0.0.1|");
		End end = new End(server, hello.channel(), hello.id());
		end.send(OpCode.HELLO_RESPONSE).id(hello.id()).post();
		return end;
	}

	private Process start(Address address) throws IOException {
		Path script = this.directory.resolve("client.py");
		Files.writeString(script, Page.of("protocol.md").blocks("python").get(0));
		Address.TcpClient tcp = (Address.TcpClient) address;
		Process client = run(this.output, script.toString(), tcp.host(), String.valueOf(tcp.port()), "echo",
				"hello, tofu");
		keep(client::destroyForcibly);
		return client;
	}

	private static Process run(Path output, String... arguments) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(arguments);
		builder.command().add(0, PYTHON);
		return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
	}

	private static int exitValue(Process process) {
		try {
			assertThat(process.waitFor(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ends in time").isTrue();
			return process.exitValue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private String output() throws IOException {
		return Files.readString(this.output);
	}

}
